package org.supervisor.examples.supctl;

import static org.supervisor.api.Role.ADMIN;
import static org.supervisor.api.Role.OPERATOR;
import static org.supervisor.api.Role.VIEWER;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.supervisor.api.Role;

/**
 * All commands of the console, one a line, in alphabetical order. A command loads no class of another: an entry
 * creates its verb on demand, by a lambda, since a reference to a constructor would load the class with the list.
 */
final class Verbs {
    private static final List<Entry> ALL = List.of(
            mirrored("add", ADMIN, () -> new AddVerb()),
            ours("audit", VIEWER, () -> new AuditVerb()),
            mirrored("avail", VIEWER, () -> new AvailVerb()),
            mirrored("clear", OPERATOR, () -> new ClearVerb()),
            ours("completion", VIEWER, () -> new CompletionVerb()),
            ours("detach", ADMIN, () -> new DetachVerb()),
            ours("doctor", VIEWER, () -> new DoctorVerb()),
            ours("events", VIEWER, () -> new EventsVerb()),
            mirrored("exit", VIEWER, () -> new ExitVerb()),
            ours("explain", VIEWER, () -> new ExplainVerb()),
            mirrored("fg", OPERATOR, () -> new FgVerb()),
            ours("graph", VIEWER, () -> new GraphVerb()),
            ours("hash-password", VIEWER, () -> new HashPasswordVerb()),
            mirrored("help", VIEWER, () -> new HelpVerb()),
            mirrored("maintail", VIEWER, () -> new MaintailVerb()),
            ours("make-token", VIEWER, () -> new MakeTokenVerb()),
            ours("next", VIEWER, () -> new NextVerb()),
            mirrored("pid", VIEWER, () -> new PidVerb()),
            mirrored("quit", VIEWER, () -> new ExitVerb()),
            mirrored("reload", ADMIN, () -> new ReloadVerb()),
            ours("reload-program", OPERATOR, () -> new ReloadProgramVerb()),
            mirrored("remove", ADMIN, () -> new RemoveVerb()),
            ours("reopen", ADMIN, () -> new ReopenVerb()),
            mirrored("reread", ADMIN, () -> new RereadVerb()),
            mirrored("restart", OPERATOR, () -> new RestartVerb()),
            mirrored("shutdown", ADMIN, () -> new ShutdownVerb()),
            mirrored("signal", OPERATOR, () -> new SignalVerb()),
            mirrored("start", OPERATOR, () -> new StartVerb()),
            mirrored("status", VIEWER, () -> new StatusVerb()),
            mirrored("stop", OPERATOR, () -> new StopVerb()),
            mirrored("tail", VIEWER, () -> new TailVerb()),
            ours("top", VIEWER, () -> new TopVerb()),
            mirrored("update", ADMIN, () -> new UpdateVerb()),
            ours("upgrade", ADMIN, () -> new UpgradeVerb()),
            mirrored("version", VIEWER, () -> new VersionVerb()),
            ours("whoami", VIEWER, () -> new WhoamiVerb()));

    private Verbs() {}

    /** Where a verb comes from. */
    enum Origin {
        /** The verb of supervisorctl with the same name: its output and its exit statuses. */
        SUPERVISORCTL,
        OURS
    }

    /**
     * One line of the list.
     *
     * @param role the role that its user needs
     * @param constructor creates the verb
     */
    record Entry(String name, Role role, Origin origin, Supplier<Verb> constructor) {
        Verb verb() {
            return constructor.get();
        }
    }

    private static Entry mirrored(String name, Role role, Supplier<Verb> constructor) {
        return new Entry(name, role, Origin.SUPERVISORCTL, constructor);
    }

    private static Entry ours(String name, Role role, Supplier<Verb> constructor) {
        return new Entry(name, role, Origin.OURS, constructor);
    }

    static List<Entry> all() {
        return ALL;
    }

    static Optional<Entry> named(String name) {
        for (Entry entry : ALL) {
            if (entry.name().equals(name)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    static List<String> names() {
        return ALL.stream().map(Entry::name).toList();
    }
}

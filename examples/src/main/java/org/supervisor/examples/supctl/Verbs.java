package org.supervisor.examples.supctl;

import static org.supervisor.examples.supctl.Role.ADMIN;
import static org.supervisor.examples.supctl.Role.OPERATOR;
import static org.supervisor.examples.supctl.Role.VIEWER;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All commands of the console, a line each, in alphabetical order. The list holds constructors, not verbs, so that a command
 * loads no class of another.
 */
final class Verbs {
    private static final List<Entry> ALL = List.of(
            mirrored("add", ADMIN, AddVerb::new),
            mirrored("avail", VIEWER, AvailVerb::new),
            mirrored("clear", OPERATOR, ClearVerb::new),
            ours("completion", VIEWER, CompletionVerb::new),
            ours("events", VIEWER, EventsVerb::new),
            mirrored("exit", VIEWER, ExitVerb::new),
            ours("explain", VIEWER, ExplainVerb::new),
            mirrored("fg", OPERATOR, FgVerb::new),
            mirrored("help", VIEWER, HelpVerb::new),
            mirrored("maintail", VIEWER, MaintailVerb::new),
            mirrored("pid", VIEWER, PidVerb::new),
            mirrored("quit", VIEWER, ExitVerb::new),
            mirrored("reload", ADMIN, ReloadVerb::new),
            mirrored("remove", ADMIN, RemoveVerb::new),
            ours("reopen", ADMIN, ReopenVerb::new),
            mirrored("reread", ADMIN, RereadVerb::new),
            mirrored("restart", OPERATOR, RestartVerb::new),
            mirrored("shutdown", ADMIN, ShutdownVerb::new),
            mirrored("signal", OPERATOR, SignalVerb::new),
            mirrored("start", OPERATOR, StartVerb::new),
            mirrored("status", VIEWER, StatusVerb::new),
            mirrored("stop", OPERATOR, StopVerb::new),
            mirrored("tail", VIEWER, TailVerb::new),
            mirrored("update", ADMIN, UpdateVerb::new),
            mirrored("version", VIEWER, VersionVerb::new));

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
     * @param role what its user must be
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

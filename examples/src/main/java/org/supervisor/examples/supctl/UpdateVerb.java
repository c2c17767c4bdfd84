package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.SupervisorMethods;

final class UpdateVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.GROUPS;
    }

    @Override
    public String purpose() {
        return "Read the configuration and apply the changes";
    }

    @Override
    public List<String> usage() {
        return List.of("update [GROUP...]", "update all");
    }

    @Override
    public int run(Session session, List<String> names) {
        Optional<ConfigChanges> changes = GroupChanges.read(session);
        if (changes.isEmpty()) {
            return Exit.FAILED;
        }
        if (names.isEmpty() || names.contains("all")) {
            apply(session, changes.get(), group -> true);
            return Exit.OK;
        }
        Set<String> wanted = new TreeSet<>(names);
        int status = reportUnknown(session, wanted, changes.get());
        apply(session, changes.get(), wanted::contains);
        return status;
    }

    private static void apply(Session session, ConfigChanges changes, Predicate<String> isWanted) {
        SupervisorMethods supervisor = session.client().supervisor();
        for (String group : changes.removed()) {
            if (isWanted.test(group) && stop(session, group)) {
                supervisor.removeProcessGroup(group);
                session.print(group + ": removed process group");
            }
        }
        for (String group : changes.changed()) {
            if (isWanted.test(group) && stop(session, group)) {
                supervisor.removeProcessGroup(group);
                supervisor.addProcessGroup(group);
                session.print(group + ": updated process group");
            }
        }
        for (String group : changes.added()) {
            if (isWanted.test(group)) {
                supervisor.addProcessGroup(group);
                session.print(group + ": added process group");
            }
        }
    }

    private static int reportUnknown(Session session, Set<String> wanted, ConfigChanges changes) {
        Set<String> known = new TreeSet<>(changes.removed());
        session.client().supervisor().allConfigInfo().stream()
                .map(ConfigInfo::group)
                .forEach(known::add);
        int status = Exit.OK;
        for (String group : wanted) {
            if (!known.contains(group)) {
                session.print("ERROR: no such group: " + group);
                status = Exit.FAILED;
            }
        }
        return status;
    }

    /** Stops a group, and returns whether it may be removed now. */
    private static boolean stop(Session session, String group) {
        for (Outcome outcome : session.client().supervisor().stopProcessGroup(group, true)) {
            if (outcome.status() == FaultCode.FAILED.code()) {
                session.print(group + ": has problems; not removing");
                return false;
            }
        }
        session.print(group + ": stopped");
        session.screen().out().flush();
        return true;
    }
}

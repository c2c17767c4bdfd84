package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.SupervisorMethods;

final class StartVerb implements Verb {
    private static final String ALONE = "--no-deps";

    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public List<String> options() {
        return List.of(ALONE);
    }

    @Override
    public String purpose() {
        return "Start processes and wait until they are up";
    }

    @Override
    public List<String> usage() {
        return List.of("start NAME...", "start GROUP:*", "start all", "start --no-deps NAME...");
    }

    @Override
    public List<String> examples() {
        return List.of("start web", "start web workers:*", "start all --json", "start --no-deps api");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            return misused(session, "start requires a process name", Exit.WRONG_ARGUMENTS);
        }
        if (names.contains(ALONE)) {
            return alone(
                    session, names.stream().filter(name -> !name.equals(ALONE)).toList());
        }
        return new ProcessActions(session)
                .run(names, new Action(session.client().supervisor()));
    }

    private int alone(Session session, List<String> names) {
        if (names.isEmpty() || names.contains("all") || names.stream().anyMatch(name -> name.endsWith(":*"))) {
            return misused(session, ALONE + " requires the names of processes", Exit.WRONG_ARGUMENTS);
        }
        return new ProcessActions(session).run(names, new Alone(session.client()));
    }

    /** Of one process only: the others of a group would start what this one does without. */
    private record Alone(SupervisorClient client) implements ProcessAction {
        @Override
        public String done() {
            return "started";
        }

        @Override
        public void one(String namespec) {
            client.startAlone(namespec, true);
        }

        @Override
        public List<Outcome> group(String group) {
            throw new IllegalStateException("only processes are started alone, not " + group);
        }

        @Override
        public List<Outcome> all() {
            throw new IllegalStateException("only processes are started alone");
        }

        @Override
        public Optional<FaultCode> harmless() {
            return Optional.of(FaultCode.ALREADY_STARTED);
        }
    }

    record Action(SupervisorMethods supervisor) implements ProcessAction {
        @Override
        public String done() {
            return "started";
        }

        @Override
        public void one(String namespec) {
            supervisor.startProcess(namespec);
        }

        @Override
        public List<Outcome> group(String group) {
            return supervisor.startProcessGroup(group, true);
        }

        @Override
        public List<Outcome> all() {
            return supervisor.startAllProcesses(true);
        }

        @Override
        public Optional<FaultCode> harmless() {
            return Optional.of(FaultCode.ALREADY_STARTED);
        }

        @Override
        public int statusForUnknownGroup() {
            return Exit.WRONG_ARGUMENTS;
        }
    }
}

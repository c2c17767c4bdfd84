package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.SupervisorMethods;

final class StopVerb implements Verb {
    private static final String DEPENDENTS = "--with-dependents";

    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public List<String> options() {
        return List.of(DEPENDENTS);
    }

    @Override
    public String purpose() {
        return "Stop processes and wait until they are gone";
    }

    @Override
    public List<String> usage() {
        return List.of("stop NAME...", "stop GROUP:*", "stop all", "stop --with-dependents NAME...");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            return misused(session, "stop requires a process name", Exit.FAILED);
        }
        List<String> asked =
                names.stream().filter(name -> !name.equals(DEPENDENTS)).toList();
        List<String> dependents = Dependents.running(session, asked);
        if (names.contains(DEPENDENTS)) {
            return new ProcessActions(session)
                    .run(
                            Stream.concat(dependents.stream(), asked.stream()).toList(),
                            new Action(session.client().supervisor()));
        }
        int status = new ProcessActions(session)
                .run(asked, new Action(session.client().supervisor()));
        if (!dependents.isEmpty()) {
            session.advise(
                    String.join(", ", dependents) + " depend on it and still run. To stop them, too: supctl stop "
                            + DEPENDENTS + " " + String.join(" ", asked));
        }
        return status;
    }

    record Action(SupervisorMethods supervisor) implements ProcessAction {
        @Override
        public String done() {
            return "stopped";
        }

        @Override
        public void one(String namespec) {
            supervisor.stopProcess(namespec);
        }

        @Override
        public List<Outcome> group(String group) {
            return supervisor.stopProcessGroup(group, true);
        }

        @Override
        public List<Outcome> all() {
            return supervisor.stopAllProcesses(true);
        }

        @Override
        public Optional<FaultCode> harmless() {
            return Optional.of(FaultCode.NOT_RUNNING);
        }
    }
}

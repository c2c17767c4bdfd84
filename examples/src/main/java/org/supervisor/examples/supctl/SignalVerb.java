package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.api.Outcome;
import org.supervisor.client.SupervisorMethods;

final class SignalVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Send a signal to processes";
    }

    @Override
    public List<String> usage() {
        return List.of("signal SIGNAL NAME...", "signal SIGNAL GROUP:*", "signal SIGNAL all");
    }

    @Override
    public List<String> examples() {
        return List.of("signal HUP web", "signal USR1 workers:*");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> signalAndNames) {
        if (signalAndNames.size() < 2) {
            return misused(session, "signal requires a signal name and a process name", Exit.FAILED);
        }
        return new ProcessActions(session)
                .run(
                        signalAndNames.subList(1, signalAndNames.size()),
                        new Action(session.client().supervisor(), signalAndNames.get(0)));
    }

    private record Action(SupervisorMethods supervisor, String signal) implements ProcessAction {
        @Override
        public String done() {
            return "signalled";
        }

        @Override
        public void one(String namespec) {
            supervisor.signalProcess(namespec, signal);
        }

        @Override
        public List<Outcome> group(String group) {
            return supervisor.signalProcessGroup(group, signal);
        }

        @Override
        public List<Outcome> all() {
            return supervisor.signalAllProcesses(signal);
        }
    }
}

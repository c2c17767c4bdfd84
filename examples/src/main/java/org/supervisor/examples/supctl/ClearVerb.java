package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.client.SupervisorMethods;

final class ClearVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Empty the logs of processes";
    }

    @Override
    public List<String> usage() {
        return List.of("clear NAME...", "clear all");
    }

    @Override
    public boolean hasJson() {
        return true;
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            return misused(session, "clear requires a process name", Exit.FAILED);
        }
        return new ProcessActions(session)
                .run(names, new Action(session.client().supervisor()));
    }

    private record Action(SupervisorMethods supervisor) implements ProcessAction {
        @Override
        public String done() {
            return "cleared";
        }

        @Override
        public void one(String namespec) {
            supervisor.clearProcessLogs(namespec);
        }

        /** The interface has no method for a group, so its processes are cleared one by one. */
        @Override
        public List<Outcome> group(String group) {
            List<Outcome> cleared = new ArrayList<>();
            supervisor.allProcessInfo().stream()
                    .filter(info -> info.group().equals(group))
                    .forEach(info -> {
                        supervisor.clearProcessLogs(info.namespec());
                        cleared.add(new Outcome(group, info.name(), FaultCode.SUCCESS.code(), "OK"));
                    });
            if (cleared.isEmpty()) {
                cleared.add(new Outcome(group, group, FaultCode.BAD_NAME.code(), FaultCode.BAD_NAME.text(group)));
            }
            return cleared;
        }

        @Override
        public List<Outcome> all() {
            return supervisor.clearAllProcessLogs();
        }
    }
}

package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorMethods;

final class PidVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Show process ids";
    }

    @Override
    public List<String> usage() {
        return List.of("pid           the supervisor's", "pid NAME...", "pid all");
    }

    @Override
    public int run(Session session, List<String> names) {
        SupervisorMethods supervisor = session.client().supervisor();
        if (names.isEmpty()) {
            session.print(Integer.toString(supervisor.pid()));
            return Exit.OK;
        }
        if (names.contains("all")) {
            supervisor.allProcessInfo().forEach(info -> session.print(Integer.toString(info.pid())));
            return Exit.OK;
        }
        int status = Exit.OK;
        for (String name : names) {
            int outcome = pidOf(session, name);
            status = outcome == Exit.OK ? status : outcome;
        }
        return status;
    }

    private static int pidOf(Session session, String name) {
        try {
            int pid = session.client().supervisor().processInfo(name).pid();
            session.print(Integer.toString(pid));
            return pid == 0 ? Exit.NOT_RUNNING : Exit.OK;
        } catch (FaultException e) {
            if (!e.is(FaultCode.BAD_NAME)) {
                throw e;
            }
            session.print("No such process " + name);
            return Exit.FAILED;
        }
    }
}

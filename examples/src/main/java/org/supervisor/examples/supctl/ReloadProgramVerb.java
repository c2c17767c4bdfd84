package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;

final class ReloadProgramVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.PROCESSES;
    }

    @Override
    public String purpose() {
        return "Make processes read their own configuration again";
    }

    @Override
    public List<String> usage() {
        return List.of("reload-program NAME...");
    }

    @Override
    public int run(Session session, List<String> names) {
        if (names.isEmpty()) {
            return misused(session, "reload-program requires a process name", Exit.FAILED);
        }
        int status = Exit.OK;
        for (String name : names) {
            try {
                session.client().reloadProgram(name);
                session.print(name + ": reloaded");
            } catch (FaultException fault) {
                session.print(name + ": ERROR (" + reason(fault) + ")");
                if (fault.is(FaultCode.BAD_NAME)) {
                    new ProcessNames(session).suggest(name);
                }
                status = Exit.FAILED;
            }
        }
        return status;
    }

    private static String reason(FaultException fault) {
        if (fault.is(FaultCode.BAD_NAME)) {
            return "no such process";
        }
        return fault.is(FaultCode.NOT_RUNNING) ? "not running" : fault.getMessage();
    }
}

package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;
import org.supervisor.client.NotReachableException.Reason;

/** Ends the supervisor, after asking the user. */
final class ShutdownVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Stop everything, then the supervisor";
    }

    @Override
    public List<String> usage() {
        return List.of("shutdown");
    }

    @Override
    public int run(Session session, List<String> none) {
        if (session.isConfirmed("Really shut the remote supervisord process down y/N? ")) {
            end(session, session.client().supervisor()::shutdown, "Shut down");
        }
        return Exit.OK;
    }

    /** Requests the end of this run of the supervisor, unless it is ending already. */
    static void end(Session session, Runnable request, String done) {
        try {
            request.run();
            session.print(done);
        } catch (FaultException e) {
            if (!e.is(FaultCode.SHUTDOWN_STATE)) {
                throw e;
            }
            session.print("ERROR: already shutting down");
        }
    }

    @Override
    public String complaintIfUnreachable(String complaint) {
        return "ERROR: " + complaint + " (already shut down?)";
    }

    @Override
    public int statusIfUnreachable(Reason reason) {
        return Exit.FAILED;
    }
}

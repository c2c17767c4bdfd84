package org.supervisor.examples.supctl;

import org.supervisor.api.FaultCode;
import org.supervisor.client.FaultException;

/** What is done to the supervisor itself: reload, shutdown. Asks back if somebody is there. */
final class DaemonVerbs {
    private final Session session;

    DaemonVerbs(Session session) {
        this.session = session;
    }

    int reload() {
        if (session.isConfirmed("Really restart the remote supervisord process y/N? ")) {
            end(() -> session.client().supervisor().restart(), "Restarted supervisord");
        }
        return Exit.OK;
    }

    int shutdown() {
        if (session.isConfirmed("Really shut the remote supervisord process down y/N? ")) {
            end(() -> session.client().supervisor().shutdown(), "Shut down");
        }
        return Exit.OK;
    }

    private void end(Runnable request, String done) {
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
}

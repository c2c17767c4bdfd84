package org.supervisor.examples.supctl;

import java.util.List;
import org.supervisor.client.NotReachableException.Reason;

/** Restarts the supervisor, after asking the user. */
final class ReloadVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "Restart the supervisor and everything it runs";
    }

    @Override
    public List<String> usage() {
        return List.of("reload");
    }

    @Override
    public int run(Session session, List<String> none) {
        if (!session.isConfirmed("Really restart the remote supervisord process y/N? ")) {
            return Exit.OK;
        }
        if (GroupChanges.read(session).isEmpty()) { // a supervisord would end, ours would go on with what it had
            return Exit.FAILED;
        }
        ShutdownVerb.end(session, session.client().supervisor()::restart, "Restarted supervisord");
        return Exit.OK;
    }

    @Override
    public String complaintIfUnreachable(String complaint) {
        return "ERROR: " + complaint;
    }

    @Override
    public int statusIfUnreachable(Reason reason) {
        return Exit.FAILED;
    }
}

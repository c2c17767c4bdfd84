package org.supervisor.examples.supctl;

import java.util.List;

/** Ends the supervisor, and leaves its programs running for the next one. */
final class DetachVerb implements Verb {
    @Override
    public Argument argument() {
        return Argument.NONE;
    }

    @Override
    public String purpose() {
        return "End the supervisor and leave all programs running; the next one takes them over";
    }

    @Override
    public List<String> usage() {
        return List.of("detach");
    }

    @Override
    public int run(Session session, List<String> none) {
        ShutdownVerb.end(
                session,
                session.client()::detach,
                "Detached: programs run on; start the supervisor again to have them back");
        return Exit.OK;
    }
}

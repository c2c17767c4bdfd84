package org.supervisor.examples.supctl;

import org.supervisor.client.NotReachableException.Reason;

/** What to do when no supervisor answers. Loaded only then. */
final class Unreachable {
    private Unreachable() {}

    /**
     * Names the address and the next step on standard error. Scripts that chose the address themselves get
     * supervisorctl's output and nothing else; a caller who gave none may not know which one was tried.
     */
    static void adviseNextStep(Session session, Reason reason) {
        String advice = advice(session.target(), reason);
        session.screen().out().flush();
        if (session.target().isDefault()) {
            session.complain(advice);
        } else {
            session.advise(advice);
        }
    }

    private static String advice(Target target, Reason reason) {
        String tried = "tried " + target.url() + (target.isDefault() ? ", the default address" : "") + ".\n";
        String start = "  Is the supervisor running? To start it: supervisor --config FILE\n";
        String other = "  If it listens elsewhere: supctl -s URL, or supctl -c FILE"
                + " with serverurl= in its [supervisorctl] section";
        return switch (reason) {
            case REFUSED, NO_SOCKET -> tried + start + other;
            case FORBIDDEN ->
                tried + "  Only some users may connect to this socket: run supctl as one of them (sudo supctl ...),"
                        + " or change chmod= or chown= in its section of the configuration";
            case NOT_TRUSTED ->
                tried
                        + "  To trust the supervisor's certificate: --cacert FILE. To present one of your own: --cert"
                        + " FILE";
            case UNKNOWN_HOST, TIMED_OUT, OTHER -> tried + other;
            case BROKEN -> tried + "  The request may have been carried out: supctl status shows the present state";
        };
    }
}

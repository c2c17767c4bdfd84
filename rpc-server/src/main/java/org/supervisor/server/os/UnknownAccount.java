package org.supervisor.server.os;

/** This machine knows no such user or group: {@code unknown user 'x'}. */
public final class UnknownAccount extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownAccount(String kind, String name) {
        super("unknown " + kind + " '" + name + "'", null, false, false);
    }
}

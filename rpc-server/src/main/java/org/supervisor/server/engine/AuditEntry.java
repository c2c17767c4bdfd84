package org.supervisor.server.engine;

import java.util.List;
import java.util.OptionalInt;

/**
 * One thing that is written down.
 *
 * @param kind what kind of thing
 * @param origin who, and from where
 * @param what the method, path or signal, or what began or ended
 * @param arguments those of a call, without secrets, each cut to what can be shown
 * @param fault the code of the fault that was the answer; empty: it was carried out
 * @param result {@code ok}, or the text of the fault
 */
public record AuditEntry(
        Kind kind, Origin origin, String what, List<String> arguments, OptionalInt fault, String result) {
    private static final String DONE = "ok";

    /** What is written down. */
    public enum Kind {
        /** The supervisor begins to work. */
        START,
        /** It ends, restarts or becomes another build. */
        END,
        /** A call that changes something, whatever its answer. */
        CALL,
        /** Somebody has no right to what was requested. */
        REFUSAL,
        /** A wrong name or password. */
        FAILED_LOGIN,
        /** A signal to the supervisor. */
        SIGNAL
    }

    public AuditEntry {
        arguments = List.copyOf(arguments);
    }

    /** Something that was done. */
    public static AuditEntry done(Kind kind, Origin origin, String what, List<String> arguments) {
        return new AuditEntry(kind, origin, what, arguments, OptionalInt.empty(), DONE);
    }

    /** Something that was refused, without a fault of a call. */
    public static AuditEntry refused(Kind kind, Origin origin, String what, String why) {
        return new AuditEntry(kind, origin, what, List.of(), OptionalInt.empty(), why);
    }
}

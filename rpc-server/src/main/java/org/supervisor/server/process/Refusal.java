package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * Why a launch was refused.
 *
 * @param kind what kind of reason
 * @param message the text for people and RPC callers, such as {@code can't find command 'x'}
 */
@API(status = API.Status.EXPERIMENTAL)
public record Refusal(Kind kind, String message) {
    /** The refusal of a launch that threw. */
    public static Refusal of(Throwable failure) {
        return new Refusal(Kind.OTHER, "cannot be launched: " + failure);
    }

    /** The kinds that callers can distinguish. */
    public enum Kind {
        /** There is no such program. */
        NO_FILE,
        /** The program exists, but cannot be executed. */
        NOT_EXECUTABLE,
        /** A command that was to prepare the launch has failed. */
        PREPARATION,
        /** Anything else: directory, user, limits. */
        OTHER
    }
}

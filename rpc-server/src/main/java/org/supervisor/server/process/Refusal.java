package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * Why a launch was refused.
 *
 * @param kind what kind of reason
 * @param message what people and RPC callers are told, such as {@code can't find command 'x'}
 */
@API(status = API.Status.EXPERIMENTAL)
public record Refusal(Kind kind, String message) {
    /** What a launch that threw is refused with. */
    public static Refusal of(Throwable failure) {
        return new Refusal(Kind.OTHER, "cannot be launched: " + failure);
    }

    /** The kinds that callers can tell apart. */
    public enum Kind {
        /** There is no such program. */
        NO_FILE,
        /** There is, but it cannot be executed. */
        NOT_EXECUTABLE,
        /** Anything else: directory, user, limits. */
        OTHER
    }
}

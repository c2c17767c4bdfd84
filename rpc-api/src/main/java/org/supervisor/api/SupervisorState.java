package org.supervisor.api;

import java.util.Optional;

/** The states of the supervisor itself. Codes and names are supervisord's. */
public enum SupervisorState {
    /** Something went badly wrong. */
    FATAL(2),
    /** Working normally. */
    RUNNING(1),
    /** Stopping all processes, to start over. */
    RESTARTING(0),
    /** Stopping all processes, to end. */
    SHUTDOWN(-1);

    private final int code;

    SupervisorState(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The state with this number, if it is one of ours. */
    public static Optional<SupervisorState> of(int code) {
        for (SupervisorState state : values()) {
            if (state.code == code) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}

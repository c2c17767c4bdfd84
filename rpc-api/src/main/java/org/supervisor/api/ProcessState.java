package org.supervisor.api;

/**
 * The eight states a process can be in, as the wire shows them. Codes and names are supervisord's.
 *
 * @see <a href="http://supervisord.org/subprocess.html#process-states">supervisord: process states</a>
 */
public enum ProcessState {
    /** Never started, or stopped on request. */
    STOPPED(0),
    /** Launched, but not yet up for long enough to count as running. */
    STARTING(10),
    /** Up, for at least the time its program requires. */
    RUNNING(20),
    /** Died or failed to launch too quickly; waits before the next attempt. */
    BACKOFF(30),
    /** Asked to stop and not yet gone. */
    STOPPING(40),
    /** Ended by itself after it had been running. */
    EXITED(100),
    /** Could not be started; there will be no further attempt without a request. */
    FATAL(200),
    /** The supervisor has lost track of it. */
    UNKNOWN(1000);

    private final int code;

    ProcessState(int code) {
        this.code = code;
    }

    /** The number of this state on the wire. */
    public int code() {
        return code;
    }

    /** Whether a start request would be refused as already under way. */
    public boolean isRunningLike() {
        return this == STARTING || this == RUNNING || this == BACKOFF;
    }

    /** Whether nothing is running and nothing will run without a request. */
    public boolean isStoppedLike() {
        return this == STOPPED || this == EXITED || this == FATAL || this == UNKNOWN;
    }

    /** Whether there is a process that a signal can reach. */
    public boolean isSignallable() {
        return this == STARTING || this == RUNNING || this == STOPPING;
    }

    /**
     * The state with this number.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProcessState of(int code) {
        for (ProcessState state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException("no process state has the code " + code);
    }
}

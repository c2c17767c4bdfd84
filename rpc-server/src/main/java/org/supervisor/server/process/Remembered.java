package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * What one supervisor has to know of a process to go on where another has left it. Clocks go on, too: both read the time since
 * the machine was started.
 *
 * @param earlyExits how often in a row it has ended soon after its launch
 * @param launchedAtNanos when it was launched last
 * @param isOutdated whether its child was launched with another specification than its own
 * @param isRestarting whether it is launched again when it has been stopped
 */
@API(status = API.Status.EXPERIMENTAL)
public record Remembered(
        State state,
        Goal goal,
        History history,
        int earlyExits,
        long launchedAtNanos,
        boolean isOutdated,
        boolean isRestarting) {
    /** The same with another state. */
    public Remembered with(State other) {
        return new Remembered(other, goal, history, earlyExits, launchedAtNanos, isOutdated, isRestarting);
    }

    /** The same, and launched again when it has been stopped. */
    public Remembered restarting() {
        return new Remembered(state, goal, history, earlyExits, launchedAtNanos, isOutdated, true);
    }

    /** The same with its child launched with another specification, or not. */
    public Remembered outdated(boolean other) {
        return new Remembered(state, goal, history, earlyExits, launchedAtNanos, other, isRestarting);
    }
}

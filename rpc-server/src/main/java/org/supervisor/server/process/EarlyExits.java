package org.supervisor.server.process;

import java.time.Duration;

/**
 * How often in a row a program has ended soon after its launch.
 *
 * @param inARow 0 after a life of {@link CrashLoopFloor#SHORT_LIFE} or more, and after a start on request
 * @param launchedAtNanos when it was launched last
 * @param restarts how often it has ended in a row after a life shorter than {@link RestartPolicy#reset}, the last time
 *     included
 */
record EarlyExits(int inARow, long launchedAtNanos, int restarts) {
    static final EarlyExits NONE = new EarlyExits(0, 0);

    /** As another supervisor remembers it. */
    EarlyExits(int inARow, long launchedAtNanos) {
        this(inARow, launchedAtNanos, 0);
    }

    EarlyExits launched(long nowNanos) {
        return new EarlyExits(inARow, nowNanos, restarts);
    }

    EarlyExits ended(long nowNanos, Duration reset) {
        long life = nowNanos - launchedAtNanos;
        boolean isShort = life < CrashLoopFloor.SHORT_LIFE.toNanos();
        return new EarlyExits(isShort ? inARow + 1 : 0, launchedAtNanos, life < reset.toNanos() ? restarts + 1 : 1);
    }
}

package org.supervisor.server.process;

/**
 * How often in a row a program has ended soon after its launch.
 *
 * @param inARow 0 after a life of {@link CrashLoopFloor#SHORT_LIFE} or more, and after a start on request
 * @param launchedAtNanos when it was launched last
 */
record EarlyExits(int inARow, long launchedAtNanos) {
    static final EarlyExits NONE = new EarlyExits(0, 0);

    EarlyExits launched(long nowNanos) {
        return new EarlyExits(inARow, nowNanos);
    }

    EarlyExits ended(long nowNanos) {
        boolean isShort = nowNanos - launchedAtNanos < CrashLoopFloor.SHORT_LIFE.toNanos();
        return new EarlyExits(isShort ? inARow + 1 : 0, launchedAtNanos);
    }
}

package org.supervisor.server.process;

/**
 * How often in a row a program has ended soon after its launch.
 *
 * @param inARow 0 after a life of {@link CrashLoopFloor#SHORT_LIFE} or more, and after a start on request
 * @param launchedAtNanos when it was launched last
 */
record ShortLives(int inARow, long launchedAtNanos) {
    static final ShortLives NONE = new ShortLives(0, 0);

    ShortLives launched(long nowNanos) {
        return new ShortLives(inARow, nowNanos);
    }

    ShortLives ended(long nowNanos) {
        boolean isShort = nowNanos - launchedAtNanos < CrashLoopFloor.SHORT_LIFE.toNanos();
        return new ShortLives(isShort ? inARow + 1 : 0, launchedAtNanos);
    }
}

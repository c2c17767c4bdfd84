package org.supervisor.server.process;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * The least time between the launches of a program that repeatedly ends within {@link #SHORT_LIFE}: without it such a
 * program is launched as fast as the machine can, a hundred times a second. The first few restarts are immediate.
 *
 * @param pauseMin the first pause; it doubles with each further short life, up to {@link #LONGEST}; zero: no pause
 */
@API(status = API.Status.EXPERIMENTAL)
public record CrashLoopFloor(Duration pauseMin) {
    /** A life of this length or more ends a crash loop. */
    public static final Duration SHORT_LIFE = Duration.ofSeconds(1);

    /** How many launches in a row have no pause. */
    public static final int FREE_LAUNCHES = 3;

    /** No pause grows beyond this; one that begins beyond it does not grow. */
    public static final Duration LONGEST = Duration.ofSeconds(10);

    /** Restarts are always immediate. */
    public static final CrashLoopFloor OFF = new CrashLoopFloor(Duration.ZERO);

    /** The default floor. */
    public static final CrashLoopFloor DEFAULT = new CrashLoopFloor(Duration.ofSeconds(1));

    private static final int MOST_DOUBLINGS = 30;

    public CrashLoopFloor {
        if (pauseMin.isNegative()) {
            throw new IllegalArgumentException("pauseMin is " + pauseMin + ", expected zero or more");
        }
    }

    /**
     * The least time between the last launch and the next.
     *
     * @param earlyExits how many short lives in a row there were, the last included
     */
    Duration between(int earlyExits) {
        if (earlyExits < FREE_LAUNCHES) {
            return Duration.ZERO;
        }
        Duration longest = pauseMin.compareTo(LONGEST) > 0 ? pauseMin : LONGEST;
        Duration grown = pauseMin.multipliedBy(1L << Math.min(earlyExits - FREE_LAUNCHES, MOST_DOUBLINGS));
        return grown.compareTo(longest) > 0 ? longest : grown;
    }
}

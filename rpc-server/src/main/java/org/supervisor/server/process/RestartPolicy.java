package org.supervisor.server.process;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/**
 * Whether a process that ended by itself is started again. Both dialects are values of this: the Perl original restarts
 * {@link When#ON_EXPECTED_EXIT}, supervisord {@link When#ON_UNEXPECTED_EXIT}.
 *
 * @param when the rule
 * @param codes the exit codes that count as expected, in the order of the file; death by a signal never does
 * @param delay the pause between the exit and the restart
 * @param floor the least time between launches of a program that keeps ending at once
 * @param reset after so long a life {@code delay} begins at its first pause again
 */
@API(status = API.Status.EXPERIMENTAL)
public record RestartPolicy(When when, List<Integer> codes, Backoff delay, CrashLoopFloor floor, Duration reset) {
    /** The life after which pauses begin at the first again, unless another is given. */
    public static final Duration RESET = Duration.ofSeconds(60);

    /** Which ends lead to a restart. */
    public enum When {
        NEVER,
        ALWAYS,
        ON_EXPECTED_EXIT,
        ON_UNEXPECTED_EXIT
    }

    /** With the usual {@code reset}. */
    public RestartPolicy(When when, List<Integer> codes, Backoff delay, CrashLoopFloor floor) {
        this(when, codes, delay, floor, RESET);
    }

    public RestartPolicy {
        codes = List.copyOf(codes);
    }

    /** A policy that restarts without delay, unless the program keeps ending at once. */
    public static RestartPolicy of(When when, Collection<Integer> codes) {
        return of(when, codes, CrashLoopFloor.DEFAULT);
    }

    /** The same, with another floor. */
    public static RestartPolicy of(When when, Collection<Integer> codes, CrashLoopFloor floor) {
        return new RestartPolicy(when, List.copyOf(codes), Backoff.NONE, floor);
    }

    /** Whether the exit code is one of the listed ones. */
    public boolean expects(ExitStatus status) {
        return status instanceof ExitStatus.Code(int code) && codes.contains(code);
    }

    /**
     * How long a process rests that has ended just now.
     *
     * @param earlyExits those in a row, with this one
     * @param nowNanos the present time
     */
    Duration rest(EarlyExits earlyExits, long nowNanos, RandomGenerator random) {
        Duration pause = delay.delay(earlyExits.restarts(), random);
        Duration least = floor.between(earlyExits.inARow()).minusNanos(nowNanos - earlyExits.launchedAtNanos());
        return least.compareTo(pause) > 0 ? least : pause;
    }

    /** Whether a process that ended so is to be started again. */
    public boolean restartsAfter(ExitStatus status) {
        return switch (when) {
            case NEVER -> false;
            case ALWAYS -> true;
            case ON_EXPECTED_EXIT -> expects(status);
            case ON_UNEXPECTED_EXIT -> !expects(status);
        };
    }
}

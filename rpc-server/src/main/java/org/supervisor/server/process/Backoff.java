package org.supervisor.server.process;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.apiguardian.api.API;

/** How long to wait before the next attempt. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Backoff {
    /**
     * The pause after a failed attempt.
     *
     * @param failures how many attempts have failed in a row, from 1
     * @param random the source of jitter
     */
    Duration delay(int failures, RandomGenerator random);

    /** No pause at all. */
    Backoff NONE = new Constant(Duration.ZERO);

    /** The same pause every time. */
    record Constant(Duration delay) implements Backoff {
        @Override
        public Duration delay(int failures, RandomGenerator random) {
            return delay;
        }
    }

    /** One step more each time: supervisord's rule with a step of one second. */
    record Linear(Duration step) implements Backoff {
        @Override
        public Duration delay(int failures, RandomGenerator random) {
            return step.multipliedBy(failures);
        }
    }

    /**
     * Doubles each time up to a cap.
     *
     * @param first the first pause
     * @param cap the longest pause
     * @param jitter 0 to 1: up to this part of the pause is subtracted at random, so that many programs do not restart
     *     at once
     */
    record Exponential(Duration first, Duration cap, double jitter) implements Backoff {
        private static final int MOST_DOUBLINGS = 30;

        public Exponential {
            if (jitter < 0 || jitter > 1) {
                throw new IllegalArgumentException("jitter is " + jitter + ", expected 0 to 1");
            }
        }

        @Override
        public Duration delay(int failures, RandomGenerator random) {
            Duration whole = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
            Duration capped = whole.compareTo(cap) > 0 ? cap : whole;
            return jitter == 0 ? capped : capped.minusNanos((long) (capped.toNanos() * jitter * random.nextDouble()));
        }
    }
}

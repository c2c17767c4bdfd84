package org.supervisor.server.process;

import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * How it is found out whether a process is ready, and whether it still works.
 *
 * @param ready when it counts as running; empty: when it has stayed up for long enough
 * @param alive what is checked while it runs; empty: nothing
 */
@API(status = API.Status.EXPERIMENTAL)
public record HealthChecks(Optional<Ready> ready, Optional<Alive> alive) implements AspectSpec {
    /** Whether it is to report about itself on the socket that {@code NOTIFY_SOCKET} names. */
    public boolean isNotified() {
        return ready.filter(wanted -> wanted.rule() instanceof ReadyRule.Notify).isPresent()
                || watchdog().isPresent();
    }

    /** How long it may be without {@code WATCHDOG=1}; empty: it need not send that. */
    public Optional<Duration> watchdog() {
        return alive.map(Alive::rule)
                .filter(AliveRule.Watchdog.class::isInstance)
                .map(rule -> ((AliveRule.Watchdog) rule).period());
    }

    /**
     * When a process is ready. The numbers after the first time are for probes alone.
     *
     * @param timeout how long it may take to be ready after its launch
     * @param interval between the end of a check and the next
     * @param checkTimeout how long a check may take
     * @param failures how many checks in a row must fail until its launch has failed; 0: it is given all of its time
     * @param successes how many checks in a row must succeed until it is ready, at least 1
     * @param delay before the first check
     */
    public record Ready(
            ReadyRule rule,
            Duration timeout,
            Duration interval,
            Duration checkTimeout,
            int failures,
            int successes,
            Duration delay) {
        /** The first check that succeeds decides; it comes at once. */
        public Ready(ReadyRule rule, Duration timeout, Duration interval, Duration checkTimeout) {
            this(rule, timeout, interval, checkTimeout, 0, 1, Duration.ZERO);
        }
    }

    /**
     * What is checked while a process runs. Pauses and time limits are for probes alone.
     *
     * @param interval between the end of a check and the next
     * @param timeout how long a check may take
     * @param failures how many checks in a row must fail until it is unhealthy, at least 1
     * @param successes how many checks in a row must succeed until it is healthy again, at least 1
     * @param delay before the first check
     * @param onUnhealthy what happens then
     */
    public record Alive(
            AliveRule rule,
            Duration interval,
            Duration timeout,
            int failures,
            int successes,
            Duration delay,
            OnUnhealthy onUnhealthy) {
        /** The first check that succeeds makes it healthy again. */
        public Alive(
                AliveRule rule,
                Duration interval,
                Duration timeout,
                int failures,
                Duration delay,
                OnUnhealthy onUnhealthy) {
            this(rule, interval, timeout, failures, 1, delay, onUnhealthy);
        }
    }

    /** What happens to an unhealthy process. */
    public enum OnUnhealthy {
        /** It is stopped and launched again. */
        RESTART,
        /** It is only reported. */
        REPORT
    }
}

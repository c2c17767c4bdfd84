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
    /**
     * When a process is ready.
     *
     * @param timeout how long after its launch it has to be ready at the latest
     * @param interval between the end of a check and the next
     * @param checkTimeout how long a check may take
     */
    public record Ready(Probe probe, Duration timeout, Duration interval, Duration checkTimeout) {}

    /**
     * What is checked while a process runs.
     *
     * @param interval between the end of a check and the next
     * @param timeout how long a check may take
     * @param failures how many checks in a row must fail until it is unhealthy, at least 1
     * @param delay before the first check
     * @param onUnhealthy what happens then
     */
    public record Alive(
            Probe probe, Duration interval, Duration timeout, int failures, Duration delay, OnUnhealthy onUnhealthy) {}

    /** What happens to an unhealthy process. */
    public enum OnUnhealthy {
        /** It is stopped and launched again. */
        RESTART,
        /** It is only reported. */
        REPORT
    }
}

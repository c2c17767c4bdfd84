package org.supervisor.server.process;

import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/** Whether a process that has been launched is ready for use. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Readiness {
    /** It is ready, or has no rule for that. */
    Readiness READY = new Ready();

    /** It is ready, or has no rule for that. */
    record Ready() implements Readiness {}

    /**
     * It is not ready yet.
     *
     * @param untilNanos when its launch has failed unless it is ready by then
     */
    record Awaited(long untilNanos) implements Readiness {}

    /**
     * It was not ready in time and was killed for that.
     *
     * @param againAtNanos when it is killed again
     */
    record Missed(long againAtNanos) implements Readiness {}

    /** Why a launch has failed if the process ends like this. */
    static String ifEnded(Readiness readiness) {
        return switch (readiness) {
            case Ready _ -> "Exited too quickly (process log may have details)";
            case Awaited _ -> "Exited before it was ready (process log may have details)";
            case Missed _ -> "Was not ready in time, and was killed";
        };
    }

    /** What is required of a process that is launched now. */
    static Readiness of(ProcessSpec spec, long launchedAtNanos) {
        Optional<Duration> timeout =
                spec.aspect(HealthChecks.class).flatMap(HealthChecks::ready).map(HealthChecks.Ready::timeout);
        return timeout.isPresent() ? new Awaited(launchedAtNanos + timeout.get().toNanos()) : READY;
    }
}

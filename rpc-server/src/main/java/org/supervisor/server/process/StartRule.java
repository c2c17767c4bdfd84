package org.supervisor.server.process;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * When a start has succeeded and how often it is tried.
 *
 * @param staysUp how long the process must live to count as running; zero: at once
 * @param attempts how many launches are tried before giving up, at least 1
 * @param pause between a failed attempt and the next
 * @param dialect how a failed attempt is judged. {@link Dialect#PERL}: a launch that the system refused (no such program,
 *     no such user) has failed for good; after an exit within {@code staysUp} the restart policy decides, as it does
 *     later; pauses are counted from the launch, so that attempts are evenly spaced. {@link Dialect#SUPERVISORD}:
 *     whatever goes wrong within {@code staysUp} is tried again; pauses are counted from the failure
 */
@API(status = API.Status.EXPERIMENTAL)
public record StartRule(Duration staysUp, int attempts, Backoff pause, Dialect dialect) {
    public StartRule {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ", expected at least 1");
        }
    }

    /** Whether the pause is counted from the launch, not from its failure. A pause that grows is always rest. */
    boolean pausesFromLaunch() {
        return switch (dialect) {
            case PERL -> !(pause instanceof Backoff.Exponential);
            case SUPERVISORD -> false;
        };
    }

    /** Whether a launch that was refused is tried again. What was to prepare it may succeed the next time in both dialects. */
    boolean retriesAfter(Refusal refusal) {
        return switch (dialect) {
            case PERL -> refusal.kind() == Refusal.Kind.PREPARATION;
            case SUPERVISORD -> true;
        };
    }
}

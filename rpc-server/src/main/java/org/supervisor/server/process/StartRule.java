package org.supervisor.server.process;

import java.time.Duration;

/**
 * When a start has succeeded and how often it is tried.
 *
 * @param staysUp how long the process must live to count as running; zero: at once
 * @param attempts how many launches are made before giving up, at least 1
 * @param pause between a failed attempt and the next
 * @param retriesRefusals whether a launch that the system refused (no such program, no such user) is tried again like
 *     one that died: supervisord does, the Perl dialect fails at once
 * @param retriesUnlistedExits whether a death within {@code staysUp} is retried whatever the exit code: supervisord does;
 *     in the Perl dialect the restart policy has the word there too
 */
public record StartRule(
        Duration staysUp, int attempts, Backoff pause, boolean retriesRefusals, boolean retriesUnlistedExits) {
    public StartRule {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ", expected at least 1");
        }
    }
}

package org.supervisor.server.http;

import java.time.Duration;

/**
 * What one client may take.
 *
 * @param bodyBytes the largest request
 * @param headerBytes the largest request header
 * @param connections how many at a time, on each listener
 * @param idle how long a connection may be silent between requests and within one
 * @param header how long a request header may take
 * @param heartbeat how long a stream of events is silent before it gives a sign of life
 */
public record HttpLimits(
        int bodyBytes, int headerBytes, int connections, Duration idle, Duration header, Duration heartbeat) {
    private static final Duration USUAL_HEARTBEAT = Duration.ofSeconds(15);

    /** What is used unless the configuration says otherwise. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(1 << 20, 16 << 10, 1000, Duration.ofSeconds(60), Duration.ofSeconds(20));

    /** With the usual heartbeat. */
    public HttpLimits(int bodyBytes, int headerBytes, int connections, Duration idle, Duration header) {
        this(bodyBytes, headerBytes, connections, idle, header, USUAL_HEARTBEAT);
    }
}

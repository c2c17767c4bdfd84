package org.supervisor.server.http;

import java.time.Duration;
import org.supervisor.server.config.HttpLimitsSpec;
import org.supervisor.server.rpc.ByteBudget;

/**
 * The limits on clients.
 *
 * @param bodyBytes the largest request
 * @param headerBytes the largest request header
 * @param connections how many at a time, on each listener
 * @param times the time limits
 * @param memoryBytes what all requests and answers together may hold in memory
 * @param pendingPerAddress how many connections one address may have that have not sent a request yet, or not logged in
 */
public record HttpLimits(
        int bodyBytes, int headerBytes, int connections, Times times, long memoryBytes, int pendingPerAddress) {
    /**
     * Time limits.
     *
     * @param idle how long a connection may be silent between requests and within one
     * @param header how long a request header may take
     * @param heartbeat how long a stream of events may be silent before a comment is sent
     */
    public record Times(Duration idle, Duration header, Duration heartbeat) {}

    private static final Duration USUAL_HEARTBEAT = Duration.ofSeconds(15);
    private static final int USUAL_HEADER_BYTES = 16 << 10;

    /** Its socket, and the log that it may follow. */
    private static final int DESCRIPTORS_PER_CONNECTION = 2;

    /** The defaults. */
    public static final HttpLimits DEFAULT =
            new HttpLimits(32 << 20, USUAL_HEADER_BYTES, 1000, Duration.ofSeconds(60), Duration.ofSeconds(20));

    /** With the usual heartbeat. */
    public HttpLimits(int bodyBytes, int headerBytes, int connections, Duration idle, Duration header) {
        this(bodyBytes, headerBytes, connections, idle, header, USUAL_HEARTBEAT);
    }

    /** With the usual memory, and without a limit for each address. */
    public HttpLimits(
            int bodyBytes, int headerBytes, int connections, Duration idle, Duration header, Duration heartbeat) {
        this(bodyBytes, headerBytes, connections, new Times(idle, header, heartbeat), ByteBudget.usual(), connections);
    }

    /** The same for smaller requests. */
    public HttpLimits withBody(int bytes) {
        return new HttpLimits(
                Math.min(bytes, bodyBytes), headerBytes, connections, times, memoryBytes, pendingPerAddress);
    }

    /**
     * The configured limits.
     *
     * @param openFiles how many descriptors all connections together may have, so that some are left for programs
     * @param listeners how many there are
     */
    public static HttpLimits of(HttpLimitsSpec spec, long openFiles, int listeners) {
        long each = Math.max(1, openFiles / DESCRIPTORS_PER_CONNECTION / Math.max(1, listeners));
        return new HttpLimits(
                spec.bodyBytes(),
                USUAL_HEADER_BYTES,
                (int) Math.min(spec.connections(), each),
                new Times(spec.idle(), spec.header(), USUAL_HEARTBEAT),
                spec.memoryBytes() == 0 ? ByteBudget.usual() : spec.memoryBytes(),
                spec.pendingPerAddress());
    }
}

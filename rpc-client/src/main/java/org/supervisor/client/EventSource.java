package org.supervisor.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.supervisor.api.FaultCode;

/**
 * Opens connections that deliver events.
 *
 * @param requestTimeout how long an answer may take to begin
 */
record EventSource(Http http, Duration requestTimeout, EventOptions options) {
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int MAX_COMPLAINT_BYTES = 4096;

    /**
     * Connects.
     *
     * @param after the id of the last event received
     */
    EventReader open(Optional<String> after) {
        String path = options.path();
        Map<String, String> headers = new TreeMap<>(Map.of("Accept", "text/event-stream"));
        after.ifPresent(id -> headers.put("Last-Event-ID", id));
        return http.follow(path, headers, requestTimeout, reply -> {
            requireEvents(reply, path);
            return new EventReader(reply.body());
        });
    }

    /** Explains a broken connection. */
    SupervisorException broken(IOException e) {
        return http.broken("events", EventReader.LONGEST_SILENCE, e);
    }

    /** The supervisor has ended the stream in an orderly way. */
    SupervisorException ended() {
        return new NotReachableException(
                NotReachableException.Reason.BROKEN,
                http.endpoint() + " has ended the stream of events; it is being restarted or shut down",
                null);
    }

    private void requireEvents(HttpReply reply, String path) throws IOException {
        if (reply.status() == NOT_FOUND) {
            throw new FaultException(
                    "events",
                    FaultCode.UNKNOWN_METHOD.code(),
                    FaultCode.UNKNOWN_METHOD.text(http.endpoint()
                            + " has no stream of events; Supervisor RPC has one, supervisord does not"));
        }
        if (reply.status() == BAD_REQUEST) {
            String complaint = new String(reply.body().readNBytes(MAX_COMPLAINT_BYTES), StandardCharsets.UTF_8);
            throw new FaultException(
                    "events",
                    FaultCode.INCORRECT_PARAMETERS.code(),
                    FaultCode.INCORRECT_PARAMETERS.text(complaint.strip()));
        }
        http.requireOk(reply, path);
        String type = reply.headers().getOrDefault("content-type", "nothing");
        if (!type.startsWith("text/event-stream")) {
            throw new ProtocolViolationException(
                    http.endpoint() + " answered with " + type + " at " + path + "; expected text/event-stream", null);
        }
    }
}

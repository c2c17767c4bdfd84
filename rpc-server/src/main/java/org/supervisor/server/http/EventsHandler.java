package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends events as they happen. */
final class EventsHandler implements Request.Handler {
    private static final HttpField EVENT_STREAM = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/event-stream");

    private final EventStreams streams;

    EventsHandler(EventStreams streams) {
        this.streams = streams;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        EventQuery query;
        try {
            query = EventQuery.of(request);
        } catch (EventQuery.MisuseException e) {
            response.setStatus(HttpStatus.BAD_REQUEST_400);
            response.getHeaders().put(HeaderFields.PLAIN);
            response.write(true, ByteBuffer.wrap((e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8)), callback);
            return true;
        }
        HeaderFields.endless(request, response, EVENT_STREAM)
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HeaderFields.CLOSE);
        streams.start(query, request, response, callback);
        return true;
    }
}

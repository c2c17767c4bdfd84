package org.supervisor.server.http.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.http.json.Operation.Download;
import org.supervisor.server.process.Sha256;

/**
 * What is sent.
 *
 * @param headers besides those that every answer has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Answer(int status, String type, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final int TAG_DIGITS = 24;

    static Answer of(Object value) {
        return value instanceof Download(String fileName, String text)
                ? new Answer(
                        HttpStatus.OK_200,
                        "text/plain;charset=utf-8",
                        Map.of("Content-Disposition", "attachment; filename=\"" + harmless(fileName) + '"'),
                        text.getBytes(StandardCharsets.UTF_8))
                : new Answer(HttpStatus.OK_200, JSON, Map.of(), JsonText.write(value));
    }

    static Answer of(Problem problem) {
        return new Answer(problem.status(), PROBLEM, Map.of(), problem.json());
    }

    /** A name that means the same in a header, a shell and a file system. */
    private static String harmless(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** Sends it. Of what the client has already only that is said. */
    void send(Request request, Response response, Callback callback) {
        response.getHeaders()
                .put(HttpHeader.CACHE_CONTROL, "no-cache") // may be kept, but is to be compared
                .put("X-Content-Type-Options", "nosniff");
        headers.forEach(response.getHeaders()::put);
        if (status == HttpStatus.OK_200 && request.getMethod().equals("GET")) {
            String tag = tag();
            response.getHeaders().put(HttpHeader.ETAG, tag);
            String known = request.getHeaders().get(HttpHeader.IF_NONE_MATCH);
            if (known != null && known.contains(tag)) {
                response.setStatus(HttpStatus.NOT_MODIFIED_304);
                response.write(true, ByteBuffer.allocate(0), callback);
                return;
            }
        }
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type).put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private String tag() {
        return '"' + Sha256.hex(body).substring(0, TAG_DIGITS) + '"';
    }
}

package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The short page of a refusal. */
final class ErrorPage {
    private ErrorPage() {}

    /** Answers with an error; as Jetty's error handler too, then with the status that is set already. */
    static boolean send(Request request, Response response, Callback callback) {
        send(response, callback, response.getStatus());
        return true;
    }

    /** Answers with an error. */
    static void send(Response response, Callback callback, int status) {
        String page = """
            <!DOCTYPE html>
            <html><head><title>Error response</title></head>
            <body><h1>Error response</h1>
            <p>Error code %d.</p>
            <p>Message: %s.</p>
            </body></html>
            """.formatted(status, HttpStatus.getMessage(status));
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }
}

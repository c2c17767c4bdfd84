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

    /** Answers with an error; also as Jetty's error handler, then with the status that is set already. */
    static boolean send(Request request, Response response, Callback callback) {
        send(response, callback, response.getStatus());
        return true;
    }

    /** Answers with an error. */
    static void send(Response response, Callback callback, int status) {
        send(response, callback, status, "");
    }

    /** Answers with an error and its reason, of which a caller's text may be a part. */
    static void send(Response response, Callback callback, int status, String reason) {
        String page = """
            <!DOCTYPE html>
            <html><head><title>Error response</title></head>
            <body><h1>Error response</h1>
            <p>Error code %d.</p>
            <p>Message: %s.</p>%s
            </body></html>
            """.formatted(
                status, HttpStatus.getMessage(status), reason.isEmpty() ? "" : "\n<p>" + escaped(reason) + "</p>");
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    /** Escapes a text for HTML; what is no character there, such as a NUL, becomes a question mark. */
    private static String escaped(String reason) {
        StringBuilder text = new StringBuilder();
        reason.codePoints()
                .map(c -> Character.isISOControl(c) || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        ? '?'
                        : c)
                .forEach(c -> {
                    switch (c) {
                        case '<' -> text.append("&lt;");
                        case '>' -> text.append("&gt;");
                        case '&' -> text.append("&amp;");
                        case '"' -> text.append("&quot;");
                        default -> text.appendCodePoint(c);
                    }
                });
        return text.toString();
    }
}

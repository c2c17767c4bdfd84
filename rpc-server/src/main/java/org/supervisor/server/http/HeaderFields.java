package org.supervisor.server.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Header fields that several answers have. */
final class HeaderFields {
    static final HttpField PLAIN = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    private static final HttpField CHUNKED =
            new PreEncodedHttpField(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED.asString());

    private static final HttpField AS_DECLARED = new PreEncodedHttpField("X-Content-Type-Options", "nosniff");
    private static final HttpField IN_NO_FRAME = new PreEncodedHttpField("X-Frame-Options", "DENY");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("Referrer-Policy", "no-referrer");

    private HeaderFields() {}

    /** Has browsers take an answer for what it is declared to be, show it in no other page and tell nobody its address. */
    static void forBrowsers(HttpFields.Mutable headers) {
        headers.put(AS_DECLARED).put(IN_NO_FRAME).put(NO_REFERRER);
    }

    /**
     * Begins an answer without an end. Chunked even if the connection is to be closed afterwards: supervisorctl reads
     * nothing else, and the end of a stream can be distinguished from a broken connection.
     */
    static HttpFields.Mutable endless(Request request, Response response, HttpField type) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(type).put("X-Accel-Buffering", "no");
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            headers.put(CHUNKED);
        }
        return headers;
    }
}

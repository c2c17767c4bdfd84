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

    private HeaderFields() {}

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

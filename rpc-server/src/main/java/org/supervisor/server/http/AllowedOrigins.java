package org.supervisor.server.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets pages of {@code allowed_origins} read our answers. What a browser asks before a request carries no login, so this comes
 * before {@link Authentication}. There is none of these where no origin is allowed.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">WHATWG: CORS protocol</a>
 */
final class AllowedOrigins extends Handler.Wrapper {
    private static final HttpField METHODS = new PreEncodedHttpField("Access-Control-Allow-Methods", "GET, POST");
    private static final HttpField REQUEST_FIELDS = new PreEncodedHttpField(
            "Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-None-Match");
    private static final HttpField ANSWER_FIELDS =
            new PreEncodedHttpField("Access-Control-Expose-Headers", "ETag, Retry-After");
    private static final HttpField KEPT_SECONDS = new PreEncodedHttpField("Access-Control-Max-Age", "600");
    private static final HttpField VARIES = new PreEncodedHttpField(HttpHeader.VARY, "Origin");

    private final ListenerAccess access;

    AllowedOrigins(ListenerAccess access, Handler next) {
        super(next);
        this.access = access;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        CrossSite rules = access.of(request).crossSite();
        Optional<String> origin = rules.allowedOrigin(request);
        if (origin.isEmpty()) {
            return super.handle(request, response, callback);
        }
        response.getHeaders()
                .put("Access-Control-Allow-Origin", origin.get())
                .put(VARIES)
                .put(ANSWER_FIELDS);
        if (rules.namesOrigin(
                origin.get())) { // not where all are allowed: any page could use the login of a browser's user
            response.getHeaders().put("Access-Control-Allow-Credentials", "true");
        }
        if (!HttpMethod.OPTIONS.is(request.getMethod())) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(METHODS).put(REQUEST_FIELDS).put(KEPT_SECONDS);
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
        return true;
    }
}

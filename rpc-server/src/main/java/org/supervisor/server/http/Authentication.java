package org.supervisor.server.http;

import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on requests with a valid login, where one is required. */
final class Authentication extends Handler.Wrapper {
    private static final HttpField CHALLENGE =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"default\"");
    private static final Logger LOG = LoggerFactory.getLogger("http");

    private final ListenerAccess access;

    Authentication(ListenerAccess access, Handler next) {
        super(next);
        this.access = access;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (isAdmitted(request)) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(CHALLENGE).put(HeaderFields.CLOSE);
        ErrorPage.send(response, callback, HttpStatus.UNAUTHORIZED_401);
        return true;
    }

    private boolean isAdmitted(Request request) {
        ListenerAccess.Rules rules = access.of(request);
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (rules.login().isPresent() && !rules.login().get().admits(authorization)) {
            if (authorization != null) {
                LOG.warn("failed login: {} used a wrong name or password", Callers.of(request, Optional.empty()));
            }
            return false;
        }
        if (request.getConnectionMetaData().getConnection() instanceof LenientConnections.LenientConnection connection
                && connection.isFirstAdmission()) {
            rules.limit().admit(connection.getEndPoint().getTransport());
        }
        return true;
    }
}

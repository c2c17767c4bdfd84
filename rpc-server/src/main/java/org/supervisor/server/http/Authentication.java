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

/** Lets requests pass whose sender has logged in, where one has to. */
final class Authentication extends Handler.Wrapper {
    private static final HttpField CHALLENGE =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"default\"");
    private static final Logger LOG = LoggerFactory.getLogger("http");

    private final ListenerAccess doors;

    Authentication(ListenerAccess doors, Handler next) {
        super(next);
        this.doors = doors;
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
        ListenerAccess.Door door = doors.of(request);
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (door.guard().isPresent() && !door.guard().get().admits(authorization)) {
            if (authorization != null) {
                LOG.warn("failed login: {} used a wrong name or password", Callers.of(request, Optional.empty()));
            }
            return false;
        }
        if (request.getConnectionMetaData().getConnection() instanceof LenientConnections.LenientConnection connection
                && connection.isFirstAdmission()) {
            door.limit().know(connection.getEndPoint().getTransport());
        }
        return true;
    }
}

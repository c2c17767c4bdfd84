package org.supervisor.server.http;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.supervisor.server.rpc.OneAtATime;

/** Passes on requests with a valid login, where one is required. */
final class Authentication extends Handler.Wrapper {
    private static final HttpField CHALLENGE =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"default\"");
    private static final Logger LOG = LoggerFactory.getLogger("http");

    /** A check takes a tenth of a second or more; who comes later had better try again. */
    private static final int MOST_CHECKS = 64;

    private final ListenerAccess access;
    private final OneAtATime checks;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * Before another handler.
     *
     * @param executor compares slow hashes, one at a time
     */
    Authentication(ListenerAccess access, Executor executor, Handler next) {
        super(next);
        this.access = access;
        this.checks = new OneAtATime(executor);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Optional<Logins> logins = access.of(request).logins();
        if (logins.isEmpty()) {
            return admit(request, response, callback);
        }
        return switch (logins.get().judge(request)) {
            case Logins.Verdict.Admitted(Identity identity) -> admit(identity, request, response, callback);
            case Logins.Verdict.Refused(boolean hasTried) -> refuse(hasTried, request, response, callback);
            case Logins.Verdict.Slow slow -> begin(slow, request, response, callback);
        };
    }

    private boolean begin(Logins.Verdict.Slow slow, Request request, Response response, Callback callback) {
        if (waiting.incrementAndGet() > MOST_CHECKS) {
            waiting.decrementAndGet();
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1).put(HeaderFields.CLOSE);
            ErrorPage.send(response, callback, HttpStatus.SERVICE_UNAVAILABLE_503, "too many logins at the same time");
            return true;
        }
        checks.begin(() -> {
            waiting.decrementAndGet();
            finish(slow, request, response, callback);
        });
        return true;
    }

    private void finish(Logins.Verdict.Slow slow, Request request, Response response, Callback callback) {
        try {
            Optional<Identity> identity = slow.check().get();
            boolean isHandled = identity.isPresent()
                    ? admit(identity.get(), request, response, callback)
                    : refuse(true, request, response, callback);
            if (!isHandled) {
                ErrorPage.send(response, callback, HttpStatus.NOT_FOUND_404);
            }
        } catch (Throwable e) { // nobody else would answer
            callback.failed(e);
        }
    }

    private boolean admit(Identity identity, Request request, Response response, Callback callback) throws Exception {
        identity.attach(request);
        return admit(request, response, callback);
    }

    private boolean admit(Request request, Response response, Callback callback) throws Exception {
        if (request.getConnectionMetaData().getConnection() instanceof LenientConnections.LenientConnection connection
                && connection.isFirstAdmission()) {
            access.of(request).limit().admit(Callers.channel(connection.getEndPoint()));
        }
        return super.handle(request, response, callback);
    }

    private boolean refuse(boolean hasTried, Request request, Response response, Callback callback) {
        if (hasTried) {
            LOG.warn("failed login: {} used a wrong name or password", Callers.of(request, Identity.ANYONE));
            access.refusedLogin(request);
        }
        response.getHeaders().put(CHALLENGE).put(HeaderFields.CLOSE);
        ErrorPage.send(response, callback, HttpStatus.UNAUTHORIZED_401);
        return true;
    }
}

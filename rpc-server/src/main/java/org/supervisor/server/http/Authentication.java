package org.supervisor.server.http;

import java.time.Duration;
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
        return act(logins.get().judge(request, access.failedLogins()), request, response, callback);
    }

    private boolean act(Logins.Verdict verdict, Request request, Response response, Callback callback)
            throws Exception {
        return switch (verdict) {
            case Logins.Verdict.Admitted(Identity identity) -> admit(identity, request, response, callback);
            case Logins.Verdict.Refused refused -> refuse(refused, request, response, callback);
            case Logins.Verdict.Paused(Duration left) -> putOff(left, request, response, callback);
            case Logins.Verdict.Slow slow -> begin(slow, request, response, callback);
        };
    }

    /** At once: a delayed answer would hold a connection for whoever guesses. */
    private static boolean putOff(Duration left, Request request, Response response, Callback callback) {
        long seconds = left.toSeconds() + 1;
        report(request);
        response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds).put(HeaderFields.CLOSE);
        ErrorPage.send(
                response,
                callback,
                HttpStatus.TOO_MANY_REQUESTS_429,
                "too many failed logins from this address; try again in " + seconds + " s");
        return true;
    }

    /** A kind of its own for each address, of which one line is logged in a minute. */
    private static void report(Request request) {
        LOG.warn("failed login: " + Callers.address(request) + " used a wrong name, password or token");
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
            if (!act(slow.check().get(), request, response, callback)) {
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

    private boolean refuse(Logins.Verdict.Refused refused, Request request, Response response, Callback callback) {
        if (refused.hasTried()) {
            report(request);
            access.refusedLogin(request);
        }
        response.getHeaders().put(CHALLENGE).put(HeaderFields.CLOSE);
        ErrorPage.send(response, callback, HttpStatus.UNAUTHORIZED_401, refused.why());
        return true;
    }
}

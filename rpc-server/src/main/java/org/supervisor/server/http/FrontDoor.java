package org.supervisor.server.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.supervisor.server.engine.Asker;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.rpc.BadRequestException;
import org.supervisor.server.rpc.ByteBudget;
import org.supervisor.server.rpc.Reply;
import org.supervisor.server.rpc.RpcEndpoint;

/** Lets in whom it may and shows everybody the way. Never blocks. */
final class FrontDoor extends Handler.Abstract.NonBlocking {
    private static final HttpField XML = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/xml");
    private static final HttpField PLAIN = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/plain;charset=utf-8");
    private static final HttpField EVENT_STREAM = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/event-stream");
    private static final HttpField CHALLENGE =
            new PreEncodedHttpField(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"default\"");
    private static final HttpField CLOSE =
            new PreEncodedHttpField(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());

    private static final HttpField CHUNKED =
            new PreEncodedHttpField(HttpHeader.TRANSFER_ENCODING, HttpHeaderValue.CHUNKED.asString());

    private static final String RPC = "/RPC2";
    private static final String LOG_TAIL = "/logtail/";
    private static final String MAIN_LOG_TAIL = "/mainlogtail";
    private static final String EVENTS = "/events";

    private static final Logger LOG = LoggerFactory.getLogger("http");

    private final RpcEndpoint endpoint;
    private final Control control;
    private final Map<Connector, Door> doors;
    private final int bodyLimit;
    private final ByteBudget budget;
    private final Executor executor;
    private final Unanswered unanswered;
    private final EventStreams eventStreams;

    /**
     * What one listener lets in.
     *
     * @param guard who must log in; empty: everybody may come in
     * @param crossSite which web pages may not
     * @param limit how many connections there may be
     */
    record Door(Optional<Guard> guard, CrossSite crossSite, ConnectionLimit limit) {}

    FrontDoor(
            RpcEndpoint endpoint,
            Control control,
            Map<Connector, Door> doors,
            HttpLimits limits,
            Executor executor,
            Unanswered unanswered,
            EventStreams eventStreams) {
        this.endpoint = endpoint;
        this.control = control;
        this.doors = doors;
        this.bodyLimit = limits.bodyBytes();
        this.budget = new ByteBudget(limits.memoryBytes());
        this.executor = executor;
        this.unanswered = unanswered;
        this.eventStreams = eventStreams;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!isAdmitted(request)) {
            response.getHeaders().put(CHALLENGE).put(CLOSE);
            ErrorPage.send(response, callback, HttpStatus.UNAUTHORIZED_401);
            return true;
        }
        String path = RequestPath.of(request.getHttpURI());
        boolean isPost = HttpMethod.POST.is(request.getMethod());
        if (path.startsWith(RPC) || (isPost && path.equals("/"))) {
            rpc(request, response, callback);
        } else if (!HttpMethod.GET.is(request.getMethod())) {
            refuse(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else if (isCrossSite(request, response, callback)) {
            return true;
        } else if (path.startsWith(MAIN_LOG_TAIL)) {
            stream(control.mainLog(), request, response, callback);
        } else if (path.startsWith(LOG_TAIL)) {
            stream(log(request), request, response, callback);
        } else if (path.equals(EVENTS)) {
            events(request, response, callback);
        } else if (path.equals("/ok.html")) {
            ok(response, callback);
        } else {
            refuse(response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private Door door(Request request) {
        return doors.get(request.getConnectionMetaData().getConnector());
    }

    private Asker asker(Request request) {
        Optional<Guard> guard = door(request).guard();
        return new Asker(() -> Caller.of(request, guard.map(Guard::user)));
    }

    private boolean isAdmitted(Request request) {
        Door door = door(request);
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        if (door.guard().isPresent() && !door.guard().get().admits(authorization)) {
            if (authorization != null) {
                LOG.warn("failed login: {} used a wrong name or password", Caller.of(request, Optional.empty()));
            }
            return false;
        }
        if (request.getConnectionMetaData().getConnection() instanceof LenientConnections.LenientConnection connection
                && connection.isFirstAdmission()) {
            door.limit().know(connection.getEndPoint().getTransport());
        }
        return true;
    }

    /** Answers a request of a web page that is not let in. */
    private boolean isCrossSite(Request request, Response response, Callback callback) {
        Optional<String> refusal = door(request).crossSite().refusal(request);
        refusal.ifPresent(reason -> {
            response.getHeaders().put(CLOSE);
            ErrorPage.send(response, callback, HttpStatus.FORBIDDEN_403, reason);
        });
        return refusal.isPresent();
    }

    private void rpc(Request request, Response response, Callback callback) {
        HttpFields headers = request.getHeaders();
        String encoding = headers.get(HttpHeader.CONTENT_ENCODING);
        if (!HttpMethod.POST.is(request.getMethod())) {
            refuse(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(response, callback, HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
        } else if (!headers.contains(HttpHeader.CONTENT_LENGTH) && !headers.contains(HttpHeader.TRANSFER_ENCODING)) {
            refuse(response, callback, HttpStatus.LENGTH_REQUIRED_411);
        } else if (!isCrossSite(request, response, callback)) {
            ByteBudget.Share share = budget.share();
            CompletableFuture<Reply> reply = BodyReader.read(request, bodyLimit, share)
                    .thenCompose(body -> asker(request).asks(() -> endpoint.answer(body, share)));
            if (!reply.isDone()) {
                // the time a process takes to start is not the silence of a client; a body that stalls is still noticed
                request.addIdleTimeoutListener(_ -> false);
            }
            Runnable answered = unanswered.begin();
            Callback counted = Callback.from(callback, () -> {
                share.close();
                answered.run();
            });
            var _ = reply.whenComplete((answer, failure) -> answer(response, counted, answer, failure));
        }
    }

    private static void answer(Response response, Callback callback, Reply reply, Throwable failure) {
        if (failure != null) {
            fail(response, callback, failure.getCause() == null ? failure : failure.getCause());
            return;
        }
        ByteBuffer bytes = reply.bytes();
        response.getHeaders().put(XML).put(HttpHeader.CONTENT_LENGTH, bytes.remaining());
        response.write(true, bytes, Callback.from(callback, reply::close));
    }

    private static void fail(Response response, Callback callback, Throwable failure) {
        switch (failure) {
            case BadRequestException bad ->
                ErrorPage.send(
                        response,
                        callback,
                        HttpStatus.BAD_REQUEST_400,
                        "this is no XML-RPC call: " + Excerpt.of(bad.getMessage()));
            case BodyReader.RefusedBodyException refused -> {
                response.getHeaders().put(CLOSE);
                ErrorPage.send(response, callback, refused.status(), refused.getMessage());
            }
            case Throwable other -> callback.failed(other);
        }
    }

    /** The log of {@code name} or {@code name/channel}, if there is one. */
    private Optional<Path> log(Request request) {
        return RequestPath.rests(request.getHttpURI(), LOG_TAIL).stream()
                .flatMap(what -> log(what).stream())
                .findFirst();
    }

    private Optional<Path> log(String what) {
        int slash = what.indexOf('/');
        String name = slash < 0 ? what : what.substring(0, slash);
        String channel = slash < 0 ? "stdout" : what.substring(slash + 1);
        try {
            ProcessView process = control.process(name);
            return switch (channel) {
                case "stdout" -> process.stdoutLog();
                case "stderr" -> process.stderrLog();
                default -> Optional.empty();
            };
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private void stream(Optional<Path> log, Request request, Response response, Callback callback) {
        if (log.isEmpty() || !Files.isRegularFile(log.get())) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(PLAIN).put("X-Accel-Buffering", "no");
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            // even if the connection is to be closed afterwards: supervisorctl reads nothing else
            headers.put(CHUNKED);
        }
        try {
            headers.put(
                    HttpHeader.LAST_MODIFIED,
                    DateGenerator.formatDate(
                            Files.getLastModifiedTime(log.get()).toMillis()));
        } catch (IOException e) {
            refuse(response, callback, HttpStatus.NOT_FOUND_404);
            return;
        }
        LogStream.start(log.get(), control, request, response, callback, executor);
    }

    private void events(Request request, Response response, Callback callback) {
        EventQuery query;
        try {
            query = EventQuery.of(request);
        } catch (EventQuery.MisuseException e) {
            response.setStatus(HttpStatus.BAD_REQUEST_400);
            response.getHeaders().put(PLAIN);
            response.write(true, ByteBuffer.wrap((e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8)), callback);
            return;
        }
        HttpFields.Mutable headers = response.getHeaders();
        headers.put(EVENT_STREAM).put(HttpHeader.CACHE_CONTROL, "no-store").put("X-Accel-Buffering", "no");
        if (request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            headers.put(CHUNKED); // so that the end of the stream differs from a broken connection
        }
        headers.put(CLOSE);
        eventStreams.start(query, request, response, callback);
    }

    private static void ok(Response response, Callback callback) {
        response.getHeaders().put(PLAIN);
        response.write(true, ByteBuffer.wrap("OK".getBytes(StandardCharsets.US_ASCII)), callback);
    }

    private static void refuse(Response response, Callback callback, int status) {
        ErrorPage.send(response, callback, status);
    }
}

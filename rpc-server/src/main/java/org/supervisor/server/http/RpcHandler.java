package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.rpc.BadRequestException;
import org.supervisor.server.rpc.ByteBudget;
import org.supervisor.server.rpc.Reply;
import org.supervisor.server.rpc.RpcEndpoint;

/** Answers XML-RPC calls. */
final class RpcHandler implements Request.Handler {
    private static final HttpField XML = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/xml");

    private final RpcEndpoint endpoint;
    private final ListenerAccess access;
    private final HttpLimits limits;
    private final ByteBudget budget;
    private final PendingCalls pendingCalls;

    RpcHandler(RpcEndpoint endpoint, ListenerAccess access, HttpLimits limits, PendingCalls pendingCalls) {
        this.endpoint = endpoint;
        this.access = access;
        this.limits = limits;
        this.budget = new ByteBudget(limits.memoryBytes() - UnreadPieces.partOf(limits.memoryBytes()));
        this.pendingCalls = pendingCalls;
    }

    /** What answers the calls. */
    RpcEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        HttpFields headers = request.getHeaders();
        String encoding = headers.get(HttpHeader.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            ErrorPage.send(response, callback, HttpStatus.UNSUPPORTED_MEDIA_TYPE_415);
        } else if (headers.contains(HttpHeader.ORIGIN) && !isXml(headers.get(HttpHeader.CONTENT_TYPE))) {
            ErrorPage.send(
                    response,
                    callback,
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                    "a page must send calls as text/xml, which it cannot send to other sites unasked");
        } else if (!headers.contains(HttpHeader.CONTENT_LENGTH) && !headers.contains(HttpHeader.TRANSFER_ENCODING)) {
            ErrorPage.send(response, callback, HttpStatus.LENGTH_REQUIRED_411);
        } else {
            answer(request, response, callback);
        }
        return true;
    }

    private static boolean isXml(String type) {
        String plain = type == null ? "" : type.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
        return plain.equals("text/xml") || plain.equals("application/xml");
    }

    private void answer(Request request, Response response, Callback callback) {
        ByteBudget.Share share = budget.share();
        Runnable answered = pendingCalls.begin(); // first: the call may end the daemon, which waits for what is counted
        CompletableFuture<Reply> reply = BodyReader.read(request, limits, share)
                .thenCompose(body -> Caller.with(access.caller(request), () -> endpoint.answer(body, share)));
        if (!reply.isDone()) {
            // the start of a process must not count as the client's silence; a body that stalls is still noticed
            request.addIdleTimeoutListener(_ -> false);
        }
        Callback counted = Callback.from(callback, () -> {
            share.close();
            answered.run();
        });
        var _ = reply.whenComplete((answer, failure) -> send(response, counted, answer, failure));
    }

    private static void send(Response response, Callback callback, Reply reply, Throwable failure) {
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
                response.getHeaders().put(HeaderFields.CLOSE);
                ErrorPage.send(response, callback, refused.status(), refused.getMessage());
            }
            case Throwable other -> callback.failed(other);
        }
    }
}

package org.supervisor.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.supervisor.server.engine.Control;

/** Whether the supervisor itself works, whatever its programs do: {@code ok}, or 503 and the reason. */
final class HealthHandler implements Request.Handler {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final String OK = "ok";
    private static final Optional<String> STALLED = Optional.of("the event loop has not answered for a second");

    private final Control control;
    private final Executor executor;
    private final Function<Control, Optional<String>> obstacle;

    private HealthHandler(Control control, Executor executor, Function<Control, Optional<String>> obstacle) {
        this.control = control;
        this.executor = executor;
        this.obstacle = obstacle;
    }

    /**
     * Whether the event loop turns.
     *
     * @param executor sends the answer
     */
    static HealthHandler alive(Control control, Executor executor) {
        return new HealthHandler(control, executor, _ -> Optional.empty());
    }

    /**
     * Whether it turns, has begun to start the programs of the configuration, and goes on.
     *
     * @param executor sends the answer
     */
    static HealthHandler ready(Control control, Executor executor) {
        return new HealthHandler(control, executor, HealthHandler::obstacle);
    }

    private static Optional<String> obstacle(Control control) {
        return switch (control.phase()) {
            case RUNNING ->
                control.begun().isDone()
                        ? Optional.empty()
                        : Optional.of("the supervisor has not begun to start its programs");
            case RESTARTING -> Optional.of("the supervisor is restarting");
            case SHUTDOWN -> Optional.of("the supervisor is shutting down");
            case FATAL -> Optional.of("the supervisor has failed");
        };
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        CompletableFuture<?> turn = control.counts().daemon().orTimeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        var _ = turn.whenCompleteAsync(
                (_, stalled) -> send(stalled == null ? obstacle.apply(control) : STALLED, response, callback),
                executor);
        return true;
    }

    private static void send(Optional<String> obstacle, Response response, Callback callback) {
        byte[] text = (obstacle.orElse(OK) + "\n").getBytes(StandardCharsets.US_ASCII);
        response.setStatus(obstacle.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders()
                .put(HeaderFields.PLAIN)
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.CONTENT_LENGTH, text.length);
        response.write(true, ByteBuffer.wrap(text), callback);
    }
}

package org.supervisor.server.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.api.SupervisorState;

/** Takes requests to the loop's thread, in the name of their caller; none is met while the supervisor ends. Any thread. */
final class LoopRequests {
    private final EventLoop loop;
    private final Lifetime lifetime;

    LoopRequests(EventLoop loop, Lifetime lifetime) {
        this.loop = loop;
        this.lifetime = lifetime;
    }

    /** The caller's words are taken now: what is remembered should not depend on a connection that may break. */
    <T> CompletableFuture<T> request(Supplier<CompletableFuture<T>> question) {
        Caller caller = Caller.current();
        return CompletableFuture.completedFuture(null)
                .thenComposeAsync(
                        _ -> {
                            if (lifetime.phase() != SupervisorState.RUNNING) {
                                throw new RefusedException(FaultCode.SHUTDOWN_STATE, null);
                            }
                            return caller.asks(question);
                        },
                        loop);
    }

    /** Something that is done at once. */
    CompletableFuture<Void> now(Runnable action) {
        return request(() -> {
            action.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** A question that is answered also while the supervisor ends. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        return loop.ask(question);
    }
}

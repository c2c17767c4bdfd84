package org.supervisor.server.engine;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.api.SupervisorState;

/**
 * Passes requests to the loop's thread, together with their caller; all are refused while the supervisor ends. Any
 * thread.
 */
final class LoopRequests {
    private final EventLoop loop;
    private final Lifetime lifetime;

    LoopRequests(EventLoop loop, Lifetime lifetime) {
        this.loop = loop;
        this.lifetime = lifetime;
    }

    /** The caller is described now: what is recorded must not depend on a connection that may break. */
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

    /** A request that is done at once. */
    CompletableFuture<Void> now(Runnable action) {
        return request(() -> {
            action.run();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** A request that is also accepted while the supervisor ends. */
    <T> CompletableFuture<T> ask(Supplier<T> question) {
        CallerSource caller = Caller.source();
        return loop.ask(() -> Caller.with(caller, question));
    }
}

package org.supervisor.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.supervisor.api.Answer;

/**
 * The same calls in the background. Every future fails with the {@link SupervisorException} that the plain method would
 * throw. Cancelling a future does not cancel the call.
 *
 * <pre>{@code
 * client.async().start("web")
 *         .thenAccept(answer -> log.info("web: " + answer))
 *         .exceptionally(failure -> { log.warn(failure.getMessage()); return null; });
 * client.async().call(Calls.allProcessInfo()).thenAccept(dashboard::show);
 * }</pre>
 */
public final class AsyncClient {
    private final SupervisorClient client;
    private final Executor executor;

    AsyncClient(SupervisorClient client, Executor executor) {
        this.client = client;
        this.executor = executor;
    }

    /** See {@link SupervisorClient#start}. */
    public CompletableFuture<Answer> start(String name) {
        return CompletableFuture.supplyAsync(() -> client.start(name), executor);
    }

    /** See {@link SupervisorClient#stop}. */
    public CompletableFuture<Answer> stop(String name) {
        return CompletableFuture.supplyAsync(() -> client.stop(name), executor);
    }

    /** See {@link SupervisorClient#status}. */
    public CompletableFuture<Answer> status(String name) {
        return CompletableFuture.supplyAsync(() -> client.status(name), executor);
    }

    /** See {@link SupervisorClient#reload}. */
    public CompletableFuture<Answer> reload(String name) {
        return CompletableFuture.supplyAsync(() -> client.reload(name), executor);
    }

    /** See {@link SupervisorClient#kill}. */
    public CompletableFuture<Answer> kill(String name) {
        return CompletableFuture.supplyAsync(() -> client.kill(name), executor);
    }

    /** See {@link SupervisorClient#stopSupervisor}. */
    public CompletableFuture<Void> stopSupervisor() {
        return CompletableFuture.runAsync(client::stopSupervisor, executor);
    }

    /** See {@link SupervisorClient#call}. */
    public <T> CompletableFuture<T> call(Call<T> call) {
        return CompletableFuture.supplyAsync(() -> client.call(call), executor);
    }
}

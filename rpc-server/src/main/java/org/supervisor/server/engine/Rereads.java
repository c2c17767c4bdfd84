package org.supervisor.server.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.supervisor.server.process.GroupSpec;

/**
 * Reads the configuration on request, one reading at a time. All requests that come while a reading is under way share
 * the next one: it begins after they came, so it sees what their callers have written, and however many there are, only
 * one reading waits. Any thread.
 */
final class Rereads {
    private final ConfigSource source;
    private final Executor executor;
    private CompletableFuture<List<GroupSpec>> current = CompletableFuture.completedFuture(List.of());
    private CompletableFuture<List<GroupSpec>> next;

    /**
     * Nothing has been read yet.
     *
     * @param executor where readings run; they block
     */
    Rereads(ConfigSource source, Executor executor) {
        this.source = source;
        this.executor = executor;
    }

    /** A reading that begins now or later. */
    synchronized CompletableFuture<List<GroupSpec>> next() {
        if (next != null) {
            return next;
        }
        if (current.isDone()) {
            current = CompletableFuture.supplyAsync(source::read, executor);
            return current;
        }
        CompletableFuture<List<GroupSpec>> waiting = new CompletableFuture<>();
        next = waiting;
        var _ = current.whenComplete((_, _) -> begin(waiting));
        return waiting;
    }

    private synchronized void begin(CompletableFuture<List<GroupSpec>> waiting) {
        next = null;
        current = waiting;
        var _ = waiting.completeAsync(source::read, executor);
    }
}

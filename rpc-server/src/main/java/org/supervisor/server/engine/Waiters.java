package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.supervisor.server.process.ManagedProcess;

/** Those who want to know when a process has come to some state. Confined to the loop's thread. */
final class Waiters {
    private final Map<ManagedProcess, List<Waiter<?>>> waiting = new HashMap<>();

    /** Somebody who waits: looks at the process after each move until there is an answer. */
    private record Waiter<T>(Function<ManagedProcess, Optional<T>> look, CompletableFuture<T> answer) {
        boolean isDone(ManagedProcess process) {
            try {
                look.apply(process).ifPresent(answer::complete);
            } catch (RefusedException refused) {
                answer.completeExceptionally(refused);
            }
            return answer.isDone();
        }
    }

    /**
     * Looks at a process now and after each of its moves, until there is an answer.
     *
     * @param look empty: not yet; a {@link RefusedException} is an answer too
     */
    <T> CompletableFuture<T> await(ManagedProcess process, Function<ManagedProcess, Optional<T>> look) {
        Waiter<T> waiter = new Waiter<>(look, new CompletableFuture<>());
        if (!waiter.isDone(process)) {
            waiting.computeIfAbsent(process, _ -> new ArrayList<>(1)).add(waiter);
        }
        return waiter.answer();
    }

    /**
     * Looks at a process now and after each of its moves, until it is so.
     *
     * @param isSo a {@link RefusedException} is an answer too
     */
    CompletableFuture<Void> until(ManagedProcess process, Predicate<ManagedProcess> isSo) {
        return await(process, moved -> isSo.test(moved) ? Optional.of(true) : Optional.empty())
                .thenApply(_ -> null);
    }

    /** Called after each move of a process. */
    void moved(ManagedProcess process) {
        List<Waiter<?>> waiters = waiting.get(process);
        if (waiters == null) {
            return;
        }
        // an answer may make its receiver ask again, so the list is not walked while it may grow
        List<Waiter<?>> now = List.copyOf(waiters);
        waiters.removeAll(now.stream().filter(waiter -> waiter.isDone(process)).toList());
        if (waiters.isEmpty()) {
            waiting.remove(process, waiters);
        }
    }
}

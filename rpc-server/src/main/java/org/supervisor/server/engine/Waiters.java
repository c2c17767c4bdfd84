package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Transition;

/** Those who want to know when a process has come to some state. Confined to the loop's thread. */
final class Waiters implements Aspect {
    private final Map<ManagedProcess, List<Waiter<?>>> waiting = new LinkedHashMap<>();

    /** Somebody who waits: looks at the process after each move until there is an answer. */
    private record Waiter<T>(Function<ManagedProcess, Optional<T>> look, CompletableFuture<T> answer) {
        /** Looks; what is found is to be told by running it, if there is an answer. */
        Optional<Runnable> looksAt(ManagedProcess process) {
            try {
                return look.apply(process).map(found -> () -> answer.complete(found));
            } catch (Throwable refused) {
                return Optional.of(() -> answer.completeExceptionally(refused));
            }
        }
    }

    /**
     * Looks at a process now and after each of its moves, until there is an answer.
     *
     * @param look empty: not yet; a {@link RefusedException} is an answer too
     */
    <T> CompletableFuture<T> await(ManagedProcess process, Function<ManagedProcess, Optional<T>> look) {
        Waiter<T> waiter = new Waiter<>(look, new CompletableFuture<>());
        waiter.looksAt(process)
                .ifPresentOrElse(
                        Runnable::run,
                        () -> waiting.computeIfAbsent(process, _ -> new ArrayList<>(1))
                                .add(waiter));
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

    /** Refuses all who still wait: there will be no more moves. */
    void refuseAll(Function<ManagedProcess, RefusedException> reason) {
        Map<ManagedProcess, List<Waiter<?>>> left = new LinkedHashMap<>(waiting);
        waiting.clear();
        left.forEach((process, waiters) -> {
            RefusedException refused = reason.apply(process);
            waiters.forEach(waiter -> waiter.answer().completeExceptionally(refused));
        });
    }

    /** Nobody is answered before the last transition of a decision has been published. */
    @Override
    @SuppressWarnings("ReferenceEquality") // to compare records takes code made at run time
    public void changed(Transition transition) {
        if (transition.to() == transition.process().state()) {
            moved(transition.process());
        }
    }

    /** Called after each move of a process. */
    void moved(ManagedProcess process) {
        List<Waiter<?>> waiters = waiting.get(process);
        if (waiters == null) {
            return;
        }
        List<Runnable> answers = new ArrayList<>();
        waiters.removeIf(waiter -> {
            Optional<Runnable> answer = waiter.looksAt(process);
            answer.ifPresent(answers::add);
            return answer.isPresent();
        });
        if (waiters.isEmpty()) {
            waiting.remove(process);
        }
        // only now that all have looked: who gets an answer may move the process on at once
        answers.forEach(Runnable::run);
    }
}

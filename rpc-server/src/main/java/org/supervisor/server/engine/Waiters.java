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

/** Requests that wait until a process has reached some state. Confined to the loop's thread. */
final class Waiters implements Aspect {
    private final Map<ManagedProcess, List<Waiter<?>>> waiting = new LinkedHashMap<>();

    /** A waiting request: checks the process after each transition until there is an answer. */
    private record Waiter<T>(Function<ManagedProcess, Optional<T>> look, CompletableFuture<T> answer) {
        /** Checks the process; if there is an answer, running it delivers the answer. */
        Optional<Runnable> looksAt(ManagedProcess process) {
            try {
                return look.apply(process).map(found -> () -> answer.complete(found));
            } catch (Throwable refused) {
                return Optional.of(() -> answer.completeExceptionally(refused));
            }
        }
    }

    /**
     * Checks a process now and after each of its transitions, until there is an answer.
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
     * Checks a process now and after each of its transitions, until the condition holds.
     *
     * @param isSo a {@link RefusedException} is an answer too
     */
    CompletableFuture<Void> until(ManagedProcess process, Predicate<ManagedProcess> isSo) {
        return await(process, moved -> isSo.test(moved) ? Optional.of(true) : Optional.empty())
                .thenApply(_ -> null);
    }

    /** Refuses all requests that still wait: there will be no more transitions. */
    void refuseAll(Function<ManagedProcess, RefusedException> reason) {
        Map<ManagedProcess, List<Waiter<?>>> left = new LinkedHashMap<>(waiting);
        waiting.clear();
        left.forEach((process, waiters) -> {
            RefusedException refused = reason.apply(process);
            waiters.forEach(waiter -> waiter.answer().completeExceptionally(refused));
        });
    }

    /** Answers are given only after the last transition of a decision has been published. */
    @Override
    public void changed(Transition transition) {
        if (transition.isLast()) {
            moved(transition.process());
        }
    }

    /** Called after each transition of a process. */
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
        // only after all checks: an answer may cause the next transition at once
        answers.forEach(Runnable::run);
    }
}

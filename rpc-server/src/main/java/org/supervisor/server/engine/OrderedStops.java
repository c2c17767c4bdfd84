package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.server.process.ManagedProcess;

/**
 * Stops many processes: each when those that depend on it are down, or have had all the time that their stop may take.
 * Confined to the loop's thread.
 */
final class OrderedStops {
    private final Requests requests;
    private final Function<List<ManagedProcess>, List<List<ManagedProcess>>> stopOrder;
    private final LoopTimer timer;

    /**
     * Stops by requests.
     *
     * @param stopOrder processes in levels, each of which is needed by none but those before it
     * @param timer does something when some time has passed; running what it returns cancels it
     */
    OrderedStops(
            Requests requests, Function<List<ManagedProcess>, List<List<ManagedProcess>>> stopOrder, LoopTimer timer) {
        this.requests = requests;
        this.stopOrder = stopOrder;
        this.timer = timer;
    }

    /**
     * Begins to stop them, the last first.
     *
     * @param wait whether the answer comes when all are down; otherwise at once, and it goes on all the same
     */
    CompletableFuture<List<Outcome>> stop(List<ManagedProcess> processes, boolean wait) {
        List<List<ManagedProcess>> levels = stopOrder.apply(processes.reversed());
        List<Outcome> later = accepted(levels.subList(1, levels.size()));
        CallerSource caller = Caller.source();
        CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);
        List<CompletableFuture<List<Outcome>>> outcomes = new ArrayList<>();
        for (List<ManagedProcess> level : levels) {
            outcomes.add(ready.thenCompose(_ -> Caller.with(caller, () -> stopLevel(level, wait))));
            ready = ready.thenCompose(_ -> over(level));
        }
        return wait ? joined(outcomes) : outcomes.getFirst().thenApply(first -> joined(first, later));
    }

    private static List<Outcome> accepted(List<List<ManagedProcess>> levels) {
        return levels.stream()
                .flatMap(List::stream)
                .filter(Requests::isStoppable)
                .map(process -> Requests.outcome(process, FaultCode.SUCCESS, "OK"))
                .toList();
    }

    private CompletableFuture<List<Outcome>> stopLevel(List<ManagedProcess> level, boolean wait) {
        return Requests.each(level, Requests::isStoppable, (process, name) -> requests.stop(process, name, wait));
    }

    /** Completes when they are down; one that is stuck in the kernel does not keep the others running. */
    private CompletableFuture<Void> over(List<ManagedProcess> level) {
        List<ManagedProcess> left =
                level.stream().filter(process -> !Requests.isDown(process)).toList();
        CompletableFuture<Void> down =
                CompletableFuture.allOf(left.stream().map(requests::whenDown).toArray(CompletableFuture<?>[]::new));
        if (down.isDone()) {
            return down;
        }
        CompletableFuture<Void> over = new CompletableFuture<>();
        Runnable cancel = timer.after(Stopping.longestGrace(left).plus(Stopping.AFTER_KILL), () -> over.complete(null));
        var _ = down.whenComplete((_, failure) -> {
            cancel.run();
            if (failure == null) {
                over.complete(null);
            } else {
                over.completeExceptionally(failure); // the supervisor ends, or leaves them running
            }
        });
        return over;
    }

    private static CompletableFuture<List<Outcome>> joined(List<CompletableFuture<List<Outcome>>> levels) {
        return CompletableFuture.allOf(levels.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> levels.stream()
                        .map(CompletableFuture::join)
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Outcome> joined(List<Outcome> first, List<Outcome> second) {
        List<Outcome> both = new ArrayList<>(first);
        both.addAll(second);
        return both;
    }
}

package org.supervisor.server.rpc;

import java.util.concurrent.CompletableFuture;
import org.supervisor.server.engine.Durations;

/** Counts the calls of one method. Any thread; a lock, for it is held for some nanoseconds, and what is read fits together. */
public final class CallCounts {
    private final Durations times = new Durations();
    private long faults;

    /**
     * The calls of one method.
     *
     * @param times from the call to its result, what it waited for included
     * @param faults how many had a fault for a result
     */
    public record Counted(Durations.Counted times, long faults) {}

    /** Counts a call when it has its result. */
    <T> CompletableFuture<T> counted(CompletableFuture<T> result, long beganNanos) {
        if (result.isDone()) {
            add(beganNanos, result.isCompletedExceptionally());
            return result;
        }
        return result.whenComplete((_, failure) -> add(beganNanos, failure != null));
    }

    private synchronized void add(long beganNanos, boolean isFault) {
        times.add(System.nanoTime() - beganNanos);
        if (isFault) {
            faults++;
        }
    }

    /** What was counted so far. */
    synchronized Counted counted() {
        return new Counted(times.counted(), faults);
    }
}

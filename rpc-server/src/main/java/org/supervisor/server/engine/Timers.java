package org.supervisor.server.engine;

import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Actions that are due at a time. Confined to the loop's thread. A cancelled timer stays in the heap until it is due or
 * half of the heap is cancelled, which keeps cancelling cheap.
 */
final class Timers {
    private static final int TOO_FEW_TO_PURGE = 64;

    private final PriorityQueue<Timer> heap = new PriorityQueue<>();
    private int cancelled;

    /** One action. */
    final class Timer implements Comparable<Timer> {
        private final long atNanos;
        private Runnable action;

        private Timer(long atNanos, Runnable action) {
            this.atNanos = atNanos;
            this.action = action;
        }

        /** Cancels it; false: it has fired, or was cancelled before. */
        boolean cancel() {
            boolean isWaiting = action != null;
            if (isWaiting) {
                action = null;
                cancelled++;
                purge();
            }
            return isWaiting;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.signum(atNanos - other.atNanos);
        }
    }

    /** Does something at a moment of the monotonic clock, or as soon as possible if that has passed. */
    Timer at(long nanos, Runnable action) {
        Timer timer = new Timer(nanos, action);
        heap.add(timer);
        return timer;
    }

    /**
     * Fires timers that are due; timers added meanwhile wait for the next call.
     *
     * @param onFailure gets whatever an action throws; the other timers fire all the same
     */
    void fire(long nowNanos, Consumer<Throwable> onFailure) {
        for (int due = heap.size(); due > 0; due--) {
            Timer next = heap.peek();
            if (next == null || next.atNanos - nowNanos > 0) {
                return;
            }
            heap.poll();
            Runnable action = next.action;
            next.action = null;
            if (action == null) {
                cancelled--;
            } else {
                run(action, onFailure);
            }
        }
    }

    private static void run(Runnable action, Consumer<Throwable> onFailure) {
        try {
            action.run();
        } catch (Throwable failure) {
            onFailure.accept(failure);
        }
    }

    /** How long until the next timer is due: 0 if it is overdue, -1 if there is none. */
    long nanosToNext(long nowNanos) {
        for (Timer next = heap.peek(); next != null; next = heap.peek()) {
            if (next.action != null) {
                return Math.max(0, next.atNanos - nowNanos);
            }
            heap.poll();
            cancelled--;
        }
        return -1;
    }

    private void purge() {
        if (cancelled > TOO_FEW_TO_PURGE && cancelled > heap.size() / 2) {
            heap.removeIf(timer -> timer.action == null);
            cancelled = 0;
        }
    }
}

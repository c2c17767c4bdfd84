package org.supervisor.server.http;

import java.time.Duration;

/** Counts the calls that have come in and not been answered. Any thread. */
final class PendingCalls {
    private int count;

    /**
     * Adds a call.
     *
     * @return to be run once, when it has been answered or never will be
     */
    synchronized Runnable begin() {
        count++;
        return this::end;
    }

    private synchronized void end() {
        count--;
        notifyAll();
    }

    /** Waits until all are answered, but no longer than this. */
    synchronized void awaitNone(Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        long left = timeout.toMillis();
        while (count > 0 && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }
}

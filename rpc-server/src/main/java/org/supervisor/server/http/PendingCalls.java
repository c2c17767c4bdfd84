package org.supervisor.server.http;

import java.time.Duration;

/** Counts the calls that have come in and not been answered. Any thread. */
final class PendingCalls {
    private int count;

    /**
     * One more.
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

    /** Waits until all are answered, or for so long. */
    synchronized void awaitNone(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        long left = patience.toMillis();
        while (count > 0 && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }
}

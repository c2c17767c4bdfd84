package org.supervisor.server.rpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Runs long work, one piece after another: if several large requests were in memory at the same time, the collector
 * would cost more than all of them, because the heap is small. What has begun goes before what has not. Any thread.
 */
public final class OneAtATime {
    private final Executor executor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /** Runs on this executor. */
    public OneAtATime(Executor executor) {
        this.executor = executor;
    }

    /** Adds new work, after all that waits. */
    public void begin(Runnable work) {
        synchronized (this) {
            waiting.addLast(work);
        }
        next();
    }

    /** Continues begun work, before all that waits. */
    void goOn(Runnable work) {
        synchronized (this) {
            waiting.addFirst(work);
        }
        next();
    }

    private void next() {
        Runnable work;
        synchronized (this) {
            work = isBusy ? null : waiting.pollFirst();
            isBusy |= work != null;
        }
        if (work != null) {
            executor.execute(() -> run(work));
        }
    }

    private void run(Runnable work) {
        try {
            work.run();
        } finally {
            synchronized (this) {
                isBusy = false;
            }
            next();
        }
    }
}

package org.supervisor.server.rpc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Long work, one piece after another: what several large requests hold in memory at the same time would cost the collector
 * more than all of them, for the heap is small. What was begun goes before what was not. Any thread.
 */
final class OneAtATime {
    private final Executor executor;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean isBusy;

    /** Work for this executor. */
    OneAtATime(Executor executor) {
        this.executor = executor;
    }

    /** Begins something, after all that waits. */
    void begin(Runnable work) {
        synchronized (this) {
            waiting.addLast(work);
        }
        next();
    }

    /** Goes on with something, before all that waits. */
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

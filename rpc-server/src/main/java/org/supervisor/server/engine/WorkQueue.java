package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Does one thing after another, also what is added while one is done: the stack does not grow with the number of things that
 * follow from each other. Loop's thread.
 */
final class WorkQueue {
    private final Queue<Runnable> left = new ArrayDeque<>();
    private boolean isRunning;

    /** To be done after all that was added before. */
    void add(Runnable work) {
        left.add(work);
    }

    /** Does all of it, unless that is being done already. */
    void run() {
        if (isRunning) {
            return;
        }
        isRunning = true;
        try {
            for (Runnable next = left.poll(); next != null; next = left.poll()) {
                next.run();
            }
        } finally {
            isRunning = false;
        }
    }
}

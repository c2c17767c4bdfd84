package org.supervisor.server.engine;

import java.time.Duration;
import java.util.function.Consumer;

/** Something with a time limit, whose result is reported once and in time, even if it is over later. Loop's thread. */
final class LimitedTask {
    private final Consumer<String> done;
    private final Runnable cancelTimer;
    private Runnable abort = () -> {};
    private boolean isOver;

    /**
     * A task that is about to begin.
     *
     * @param timer does something after a time
     * @param late what is wrong when the limit is over
     * @param done gets what is wrong with it, or an empty text
     */
    LimitedTask(LoopTimer timer, Duration limit, String late, Consumer<String> done) {
        this.done = done;
        this.cancelTimer = timer.after(limit, () -> {
            try {
                abort.run();
            } finally {
                report(late);
            }
        });
    }

    /** How it is aborted, once it has begun. */
    void abortBy(Runnable how) {
        abort = how;
    }

    /** It is over; does nothing once it was late or was cancelled. */
    void report(String problem) {
        if (!isOver) {
            isOver = true;
            cancelTimer.run();
            done.accept(problem);
        }
    }

    /** Aborts it, and nothing is reported; does nothing once something was. */
    void cancel() {
        if (!isOver) {
            isOver = true;
            cancelTimer.run();
            abort.run();
        }
    }
}

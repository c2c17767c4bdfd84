package org.supervisor.server.engine;

import java.time.Duration;
import java.util.function.LongConsumer;

/** What the daemon around an engine has done on the loop's thread, and what it learns of the loop. Any thread. */
public final class LoopAccess {
    private final EventLoop loop;

    LoopAccess(EventLoop loop) {
        this.loop = loop;
    }

    /** How often the loop has turned. */
    public long turns() {
        return loop.turns();
    }

    /** Calls back, on the loop's thread, whenever a descriptor is readable. */
    public void watch(int descriptor, Runnable callback) {
        loop.execute(() -> loop.poller().add(descriptor, true, false, (_, _, _) -> callback.run()));
    }

    /**
     * Reports before and after each wait of the loop how long it takes at most until it goes on.
     *
     * @param nanos gets that time, on the loop's thread; a negative number: until something happens
     */
    public void reportExpectation(LongConsumer nanos) {
        loop.execute(() -> loop.reportExpectation(nanos));
    }

    /** Does something repeatedly, on the loop's thread, a period after it was last done. */
    public void every(Duration period, Runnable work) {
        loop.execute(() -> loop.after(period, () -> {
            try {
                work.run();
            } finally {
                every(period, work);
            }
        }));
    }
}

package org.supervisor.server.engine;

import java.time.Duration;
import java.util.function.Consumer;
import org.supervisor.server.process.TimeSource;

/**
 * Watches output pipes in a poller nested in the loop's own, and pauses it after each round so that pipes fill: many
 * lines are then read at once, which costs a fraction of reading each. There is no pause during a flood, that is
 * shortly after a pipe was found half full, because it would throttle a fast writer: its pipe is full long before a
 * pause is over, and however fast it is, now and then the reader is faster. Nor is there one when output is rare, so
 * that a single line is read at once.
 */
final class OutputPacer implements AutoCloseable {
    /** The shortest pause. */
    static final Duration PAUSE = Duration.ofMillis(10);

    /** The longest pause: a quiet child cannot fill its pipe in this time, so one that does is flooding. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(60);

    /** What each pipe that had output adds to the pause: the more there are, the more a round costs. */
    private static final Duration PAUSE_PER_PIPE = Duration.ofMillis(1);

    /** A flood lasts this long after the last sign of it. */
    private static final Duration FLOOD = PAUSE.plus(PAUSE);

    private final Watcher outer;
    private final Watcher inner;
    private final Timers timers;
    private final TimeSource time;
    private long brimmedAtNanos;

    OutputPacer(Kernel kernel, Watcher outer, Timers timers, Consumer<Throwable> onFailure) {
        this.outer = outer;
        this.inner = kernel.watcher(onFailure);
        this.timers = timers;
        this.time = kernel;
        brimmedAtNanos = kernel.nanos() - FLOOD.toNanos();
        outer.add(inner.descriptor(), true, false, (_, _, _) -> round());
    }

    /** Watches the read end of a pipe. */
    void add(int descriptor, Watcher.Ready handler) {
        inner.add(descriptor, true, false, handler);
    }

    /** Watches the read end of a pipe whose output is awaited: its reader is called without a pause. */
    void addUrgent(int descriptor, Watcher.Ready handler) {
        outer.add(descriptor, true, false, handler);
    }

    /** Stops watching a pipe; to be called before it is closed. */
    void remove(int descriptor) {
        inner.remove(descriptor);
        outer.remove(descriptor);
    }

    /** Does something after this much time. */
    Timers.Timer after(Duration delay, Runnable action) {
        return timers.at(time.nanos() + delay.toNanos(), action);
    }

    /** Called by a reader that found its pipe at least half full: there will be no pause for a while. */
    void brimming() {
        brimmedAtNanos = time.nanos();
    }

    @Override
    public void close() {
        outer.remove(inner.descriptor());
        inner.close();
    }

    private void round() {
        int pipes = inner.poll(0);
        if (time.nanos() - brimmedAtNanos >= FLOOD.toNanos()) {
            // first the end of the pause: without it, a failure in between would leave the pipes unread for good
            after(pauseAfter(pipes), this::endPause);
            outer.modify(inner.descriptor(), false, false);
        }
    }

    /** If ending the pause fails, it is tried again: otherwise the pipes would never be read. */
    private void endPause() {
        Timers.Timer again = after(PAUSE, this::endPause);
        outer.modify(inner.descriptor(), true, false);
        again.cancel();
    }

    private static Duration pauseAfter(int pipes) {
        long nanos = pipes * PAUSE_PER_PIPE.toNanos();
        return Duration.ofNanos(Math.clamp(nanos, PAUSE.toNanos(), LONGEST_PAUSE.toNanos()));
    }
}

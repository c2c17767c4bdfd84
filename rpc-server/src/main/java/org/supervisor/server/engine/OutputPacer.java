package org.supervisor.server.engine;

import java.time.Duration;
import java.util.function.Consumer;
import org.supervisor.server.process.TimeSource;

/**
 * Watches output pipes in a poller nested in the loop's own, and lets it rest after each round so that pipes fill: many
 * lines are then read at once, which costs a fraction of reading each. No rest while there is a flood, that is shortly
 * after a pipe was found half full, or a fast writer would be throttled: its pipe is full long before a rest is over, and
 * however fast it is, now and then the reader is faster. None either when output is rare, so that a single line is seen at
 * once.
 */
final class OutputPacer implements AutoCloseable {
    /** The shortest rest. */
    static final Duration REST = Duration.ofMillis(10);

    /** The longest: of many children with little to say each, none fills its pipe in that time, or it is a flood. */
    private static final Duration LONGEST_REST = Duration.ofMillis(60);

    /** What a pipe adds to the rest that had something: the more there are, the more a round costs. */
    private static final Duration REST_PER_PIPE = Duration.ofMillis(1);

    /** A flood lasts this long after the last sign of it. */
    private static final Duration FLOOD = REST.plus(REST);

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

    /** Watches the read end of a pipe whose content somebody waits for: it is told without a rest. */
    void addUrgent(int descriptor, Watcher.Ready handler) {
        outer.add(descriptor, true, false, handler);
    }

    /** Forgets a pipe; to be called before it is closed. */
    void remove(int descriptor) {
        inner.remove(descriptor);
        outer.remove(descriptor);
    }

    /** Does something that long from now. */
    Timers.Timer after(Duration delay, Runnable action) {
        return timers.at(time.nanos() + delay.toNanos(), action);
    }

    /** Said by a reader that found its pipe at least half full: there will be no rest for a while. */
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
            // first the end of the rest: without it, a failure in between would leave the pipes unread for good
            after(restAfter(pipes), this::endRest);
            outer.modify(inner.descriptor(), false, false);
        }
    }

    /** An end that fails is tried again: nothing else would ever have the pipes read. */
    private void endRest() {
        Timers.Timer again = after(REST, this::endRest);
        outer.modify(inner.descriptor(), true, false);
        again.cancel();
    }

    private static Duration restAfter(int pipes) {
        long nanos = pipes * REST_PER_PIPE.toNanos();
        return Duration.ofNanos(Math.clamp(nanos, REST.toNanos(), LONGEST_REST.toNanos()));
    }
}

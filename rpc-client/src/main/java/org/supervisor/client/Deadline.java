package org.supervisor.client;

import java.time.Duration;

/** A moment on the monotonic clock by which something must be finished; or never. */
record Deadline(long atNanos, boolean isNever) {
    static final Deadline NEVER = new Deadline(0, true);

    /** The moment after this time; zero means never. */
    static Deadline in(Duration time) {
        return time.isZero() ? NEVER : new Deadline(System.nanoTime() + time.toNanos(), false);
    }

    /** For how long to wait in {@code Selector.select}: at least 1 ms, and 0 (no limit) if there is no deadline. */
    long selectMillis() {
        return isNever ? 0 : Math.max(1, (atNanos - System.nanoTime() + 999_999) / 1_000_000);
    }

    /** How much time is left; negative if it is over. Not to be called on {@link #NEVER}. */
    long nanosLeft() {
        return atNanos - System.nanoTime();
    }

    boolean isOver() {
        return !isNever && System.nanoTime() - atNanos >= 0;
    }
}

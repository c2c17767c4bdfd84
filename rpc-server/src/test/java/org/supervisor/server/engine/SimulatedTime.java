package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** The two clocks of the simulation, and what will happen when. */
final class SimulatedTime {
    private static final Duration WALL_CLOCK_AT_START = Duration.ofDays(20_000);

    private final PriorityQueue<Happening> happenings = new PriorityQueue<>();
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos(); // wraps around soon, which must not matter
    private long wallOffset = WALL_CLOCK_AT_START.toNanos() - nanos;
    private long serial;

    /** Something that will happen; of two at once the one that was planned first is first. */
    private record Happening(long at, long serial, Runnable what) implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = Long.signum(at - other.at);
            return byTime != 0 ? byTime : Long.compare(serial, other.serial);
        }
    }

    long nanos() {
        return nanos;
    }

    Instant now() {
        return Instant.EPOCH.plusNanos(nanos + wallOffset);
    }

    /** By the wall clock. */
    Duration sinceStart() {
        return Duration.ofNanos(nanos + wallOffset).minus(WALL_CLOCK_AT_START);
    }

    void stepWallClock(Duration by) {
        wallOffset += by.toNanos();
    }

    void in(long delay, Runnable what) {
        happenings.add(new Happening(nanos + delay, serial++, what));
    }

    boolean isEmpty() {
        return happenings.isEmpty();
    }

    /** When the next thing will happen. */
    long next() {
        return happenings.element().at;
    }

    void runNext() {
        happenings.remove().what.run();
    }

    /** Returns whether time has passed: it never goes back. */
    boolean passTo(long moment) {
        boolean passes = moment - nanos > 0;
        if (passes) {
            nanos = moment;
        }
        return passes;
    }
}

package org.supervisor.server.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;

/** Counts durations by their length. To add one costs a few comparisons. Not safe for several threads. */
public final class Durations {
    /** The longest duration that each count but the last has. */
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofNanos(100_000),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10));

    private static final long[] NANOS =
            BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

    private final long[] counts = new long[NANOS.length + 1];
    private long sumNanos;

    /**
     * What was counted.
     *
     * @param counts how many had at most the duration of the same place in {@link #BOUNDS} and more than the one before; the last:
     *     how many were longer
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Counted(List<Long> counts, Duration sum) {}

    /** Counts one. */
    public void add(long nanos) {
        int place = 0;
        while (place < NANOS.length && nanos > NANOS[place]) {
            place++;
        }
        counts[place]++;
        sumNanos += nanos;
    }

    /** What was counted so far. */
    public Counted counted() {
        return new Counted(Arrays.stream(counts).boxed().toList(), Duration.ofNanos(sumNanos));
    }
}

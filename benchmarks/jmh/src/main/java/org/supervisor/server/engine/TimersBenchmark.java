package org.supervisor.server.engine;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Timers among 10,000 others. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TimersBenchmark {
    private static final int MANY = 10_000;

    private Timers timers;
    private long now;

    /** One timer due at each nanosecond, each of which makes the one that comes after all others. */
    @Setup
    public void fill() {
        timers = new Timers();
        for (int i = 1; i <= MANY; i++) {
            again(i);
        }
    }

    private void again(long at) {
        timers.at(at, () -> again(at + MANY));
    }

    /** The clock advances to the next timer, which is fired and made anew. */
    @Benchmark
    public void advance() {
        timers.fire(++now, _ -> {});
    }

    /** A deadline that is not needed: made, looked at, and cancelled. */
    @Benchmark
    public long addAndCancel() {
        Timers.Timer timer = timers.at(now + MANY / 2, () -> {});
        long wait = timers.nanosToNext(now);
        timer.cancel();
        return wait;
    }
}

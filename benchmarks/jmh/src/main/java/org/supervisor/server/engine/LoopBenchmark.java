package org.supervisor.server.engine;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.supervisor.server.os.EventDescriptors;

/** A turn of the event loop that watches 10,000 descriptors and has 10,000 timers to come: one thing happens in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LoopBenchmark {
    private static final int MANY = 10_000;
    private static final long FAR_OFF_NANOS = Duration.ofDays(1).toNanos();

    private EventDescriptors descriptors;
    private int[] all;
    private EventLoop loop;
    private int next;

    /** Fills the loop. */
    @Setup
    public void fill() {
        descriptors = new EventDescriptors(MANY);
        all = descriptors.all();
        loop = new EventLoop(new LinuxKernel(), failure -> {
            throw new IllegalStateException(failure);
        });
        for (int descriptor : all) {
            loop.poller().add(descriptor, true, false, (_, _, _) -> descriptors.lower(descriptor));
            loop.at(System.nanoTime() + FAR_OFF_NANOS + descriptor, () -> {});
        }
    }

    /** Closes all. */
    @TearDown
    public void empty() {
        loop.close();
        descriptors.close();
    }

    /** Somebody asks. */
    @Benchmark
    public int turnWithAQuestion() {
        var answer = loop.ask(() -> next);
        loop.turn();
        return answer.join();
    }

    /** A descriptor becomes readable and is read. */
    @Benchmark
    public void turnWithAReadyDescriptor() {
        next = (next + 1) % MANY;
        descriptors.raise(all[next]);
        loop.turn();
    }
}

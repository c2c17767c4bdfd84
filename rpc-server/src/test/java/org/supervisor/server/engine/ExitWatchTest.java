package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Children that have ended are reaped. */
class ExitWatchTest {
    private static final int PID = 4711;

    private final SimulatedKernel kernel = new SimulatedKernel(1, false);
    private final EventLoop loop = new EventLoop(kernel, failure -> {
        throw new AssertionError(failure);
    });
    private final List<String> complaints = new ArrayList<>();
    private final ExitWatch exits =
            new ExitWatch(loop, kernel, new OrphanLines(loop.timer(), _ -> {}), complaint -> complaints.add(complaint));

    private void turnUntil(long nanos) {
        while (kernel.nanos() - nanos < 0) {
            loop.turn();
        }
    }

    @Test
    void reapsAChildThatCannotBeWatchedWithinASecondOfItsEnd() {
        SimulatedChild child = new SimulatedChild(
                kernel,
                new Random(1),
                PID,
                "web:web",
                "deaf",
                new SimulatedPipe(),
                new SimulatedPipe(),
                new SimulatedPipe());
        child.survives = Integer.MAX_VALUE;
        kernel.processes.children.put(PID, child);
        AtomicInteger gone = new AtomicInteger();
        exits.abandon(new LiveChild(kernel, PID, -1, Optional.empty()), gone::incrementAndGet);
        long end = kernel.nanos() + Duration.ofHours(3).plusSeconds(7).toNanos();
        kernel.in(end - kernel.nanos(), () -> child.exit(0));
        kernel.in(end - kernel.nanos() + Duration.ofSeconds(1).toNanos(), () -> loop.execute(() -> {}));
        turnUntil(end);
        assertThat(kernel.processes.children).containsKey(PID);
        assertThat(gone).hasValue(1); // nobody waits longer than five seconds
        assertThat(complaints).singleElement().asString().contains("pid " + PID, "has not ended within 5 s");
        turnUntil(end + Duration.ofSeconds(1).toNanos());
        assertThat(kernel.processes.children).isEmpty();
        assertThat(gone).hasValue(1);
    }
}

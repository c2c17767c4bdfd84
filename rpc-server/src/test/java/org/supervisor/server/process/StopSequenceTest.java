package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;

/** A program that is stopped by several signals, in virtual time. */
class StopSequenceTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final StopSequence sequence = new StopSequence(List.of(
            new StopSequence.Step(Signal.TERM, Duration.ofSeconds(10)),
            new StopSequence.Step(Signal.INT, Duration.ofSeconds(5))));
    private final Simulation world = new Simulation(ProcessSpec.builder("p")
            .command("/bin/p")
            .startWait(Duration.ZERO)
            .aspect(sequence)
            .stop(sequence.appliedTo(new StopRule(Signal.HUP, 9, Duration.ofSeconds(1), true, true, true)))
            .build());

    private void waits(int seconds, Signal... sent) {
        int before = world.child().signals.size();
        world.advance(Duration.ofSeconds(seconds).minus(MOMENT));
        assertThat(world.child().signals).hasSize(before);
        world.advance(MOMENT);
        assertThat(world.child().signals).containsExactly(sent);
    }

    @Test
    void eachSignalHasItsTimeAndKillFollows() {
        world.start();
        world.stop();
        assertThat(world.child().signals).containsExactly(Signal.TERM);
        waits(10, Signal.TERM, Signal.INT);
        waits(5, Signal.TERM, Signal.INT, Signal.KILL);
        assertThat(world.process.state()).isInstanceOf(State.Killing.class);
    }

    @Test
    void aProcessThatEndsGetsNoFurtherSignal() {
        world.start();
        world.stop();
        waits(10, Signal.TERM, Signal.INT);
        world.exit(0);
        world.advance(Duration.ofMinutes(1));
        assertThat(world.child().signals).containsExactly(Signal.TERM, Signal.INT);
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
    }
}

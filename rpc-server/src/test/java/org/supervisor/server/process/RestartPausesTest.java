package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;

/** Pauses that grow with each restart, in virtual time. */
class RestartPausesTest {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration RESET = Duration.ofSeconds(30);

    private static ProcessSpec.Builder spec() {
        return ProcessSpec.builder("p")
                .command("/bin/p")
                .start(new StartRule(
                        Duration.ofSeconds(1),
                        Integer.MAX_VALUE,
                        new Backoff.Exponential(Duration.ofSeconds(2), Duration.ofSeconds(5), 0),
                        Dialect.SUPERVISORD))
                .restart(new RestartPolicy(
                        RestartPolicy.When.ALWAYS,
                        List.of(0),
                        new Backoff.Exponential(Duration.ofSeconds(2), Duration.ofSeconds(5), 0),
                        CrashLoopFloor.OFF,
                        RESET));
    }

    private final Simulation world = new Simulation(spec().build());

    private void livesFor(Duration life) {
        world.advance(life);
        assertThat(world.state()).isEqualTo(ProcessState.RUNNING);
        world.exit(1);
    }

    private void restartsAfter(int seconds) {
        int before = world.launches;
        world.advance(Duration.ofSeconds(seconds).minus(MOMENT));
        assertThat(world.launches).isEqualTo(before);
        world.advance(MOMENT);
        assertThat(world.launches).isEqualTo(before + 1);
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        world.start();
        for (int pause : new int[] {2, 4, 5, 5}) {
            livesFor(Duration.ofSeconds(2));
            restartsAfter(pause);
        }
    }

    @Test
    void aLongLifeBringsTheFirstPauseBack() {
        world.start();
        livesFor(Duration.ofSeconds(2));
        restartsAfter(2);
        livesFor(RESET.minus(MOMENT));
        restartsAfter(4);
        livesFor(RESET);
        restartsAfter(2);
    }

    @Test
    void aStartOnRequestBringsTheFirstPauseBack() {
        world.start();
        livesFor(Duration.ofSeconds(2));
        restartsAfter(2);
        world.stop();
        world.exit(0);
        world.start();
        livesFor(Duration.ofSeconds(2));
        restartsAfter(2);
    }

    @Test
    void aStartIsTriedForEverWithTheSamePauses() {
        world.start();
        for (int i = 0; i < 100; i++) {
            world.exit(1);
            restartsAfter(List.of(2, 4, 5).get(Math.min(i, 2)));
        }
        assertThat(world.process.state()).isInstanceOf(State.Starting.class);
    }
}

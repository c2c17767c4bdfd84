package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A restart that is no request of a caller: the process is wanted as before. */
class RestartRequestedTest {
    private final Simulation world = new Simulation(
            ProcessSpec.builder("p").command("/bin/p").startWait(Duration.ZERO).build());

    private void restart() {
        world.process.on(new Event.RestartRequested("a rule"));
    }

    @Test
    void stopsTheProcessAndLaunchesItAgain() {
        world.start();
        Goal before = world.process.goal();
        restart();
        assertThat(world.process.state()).isInstanceOf(State.Stopping.class);
        assertThat(world.process.isRestarting()).isTrue();
        world.exit(0);
        assertThat(world.process.state()).isInstanceOf(State.Running.class);
        assertThat(world.process.isRestarting()).isFalse();
        assertThat(world.process.goal()).isEqualTo(before);
        assertThat(world.launches).isEqualTo(2);
    }

    @Test
    void isOverIfAStopIsRequestedMeanwhile() {
        world.start();
        restart();
        world.stop();
        world.exit(0);
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
        assertThat(world.launches).isEqualTo(1);
    }

    @Test
    void isOverIfTheSupervisorEndsMeanwhile() {
        world.start();
        restart();
        world.process.on(new Event.ShutdownBegan("test"));
        world.exit(0);
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void doesNothingToAProcessThatDoesNotRun() {
        restart();
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
        assertThat(world.process.isRestarting()).isFalse();
    }

    @Test
    void killsAProcessThatDoesNotEndAndLaunchesItAgain() {
        world.start();
        restart();
        for (int sent = 0; sent < 5; sent++) {
            world.advance(Duration.ofSeconds(10));
        }
        assertThat(world.process.state()).isInstanceOf(State.Killing.class);
        world.die(org.supervisor.api.Signal.KILL);
        assertThat(world.process.state()).isInstanceOf(State.Running.class);
    }
}

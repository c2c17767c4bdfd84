package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;

/** A process that counts as running only when it is ready; ready within 60 seconds, up for 10. */
class ReadinessTest {
    private static final Duration STEP = Duration.ofNanos(1);
    private static final Duration UP = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Simulation world = new Simulation(spec(UP));

    private static ProcessSpec spec(Duration staysUp) {
        return ProcessSpec.builder("p")
                .command("/bin/p")
                .startWait(staysUp)
                .aspect(new HealthChecks(
                        Optional.of(new HealthChecks.Ready(
                                Probe.tcp("localhost", 80), LIMIT, Duration.ofSeconds(1), Duration.ofSeconds(5))),
                        Optional.empty()))
                .build();
    }

    private void ready() {
        world.process.on(new Event.BecameReady());
    }

    @Test
    void aProcessThatIsNotReadyStaysStartingAlthoughItHasStayedUp() {
        world.start();
        world.advance(LIMIT.minus(STEP));
        assertThat(world.state()).isEqualTo(ProcessState.STARTING);
        assertThat(world.child().signals).isEmpty();
        ready();
        assertThat(world.state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void aProcessThatIsReadyRunsOnlyWhenItHasStayedUp() {
        world.start();
        ready();
        world.advance(UP.minus(STEP));
        assertThat(world.state()).isEqualTo(ProcessState.STARTING);
        world.advance(STEP);
        assertThat(world.state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void aProcessThatNeedNotStayUpRunsWhenItIsReady() {
        Simulation immediate = new Simulation(spec(Duration.ZERO));
        immediate.start();
        assertThat(immediate.state()).isEqualTo(ProcessState.STARTING);
        immediate.process.on(new Event.BecameReady());
        assertThat(immediate.state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void aProcessThatIsNotReadyInTimeIsKilledAndItsLaunchHasFailed() {
        world.start();
        world.advance(LIMIT);
        assertThat(world.child().signals).containsExactly(Signal.KILL);
        assertThat(world.state()).isEqualTo(ProcessState.STARTING);
        ready(); // too late
        world.die(Signal.KILL);
        assertThat(world.state()).isEqualTo(ProcessState.BACKOFF);
        assertThat(world.process.history().spawnError()).isEqualTo("Was not ready in time, and was killed");
        world.advance(UP);
        assertThat(world.launches).isEqualTo(2);
        assertThat(world.process.state())
                .isInstanceOfSatisfying(
                        State.Starting.class,
                        again -> assertThat(again.readiness()).isInstanceOf(Readiness.Awaited.class));
    }

    @Test
    void aProcessThatSurvivesThatIsKilledAgain() {
        world.start();
        world.advance(LIMIT.plus(UP));
        assertThat(world.child().signals).containsExactly(Signal.KILL, Signal.KILL);
    }

    @Test
    void aProcessThatEndsBeforeItIsReadyHasFailedAlthoughItHasStayedUp() {
        world.start();
        world.advance(UP.plus(UP));
        world.exit(0);
        assertThat(world.state()).isNotEqualTo(ProcessState.RUNNING);
        assertThat(world.process.history().spawnError()).startsWith("Exited before it was ready");
    }

    @Test
    void aProcessThatIsReadyAndEndsTooEarlyHasFailed() {
        world.start();
        ready();
        world.exit(0);
        assertThat(world.process.state()).isInstanceOf(State.Backoff.class);
        assertThat(world.process.history().spawnError()).startsWith("Exited too quickly");
    }

    @Test
    void theReasonIsShownUntilItIsReady() {
        world.start();
        world.process.on(new Event.NotReady("tcp localhost:80 refused the connection"));
        assertThat(world.process.history().spawnError())
                .isEqualTo("waits to be ready: tcp localhost:80 refused the connection");
        ready();
        assertThat(world.process.history().spawnError()).isEmpty();
    }

    @Test
    void aStopIsObeyedBeforeItIsReady() {
        world.start();
        world.stop();
        assertThat(world.process.state()).isInstanceOf(State.Stopping.class);
        ready();
        world.die(Signal.TERM);
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
    }
}

package org.supervisor.server.process;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.api.ProcessState.BACKOFF;
import static org.supervisor.api.ProcessState.EXITED;
import static org.supervisor.api.ProcessState.FATAL;
import static org.supervisor.api.ProcessState.RUNNING;
import static org.supervisor.api.ProcessState.STARTING;
import static org.supervisor.api.ProcessState.STOPPED;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A program that is to be started, but not yet, in virtual time. */
class HeldTest {
    private static final Gate HELD = new Gate.Held("waits for db");

    private final Simulation world = new Simulation(ProcessSpec.builder("web")
            .command("/bin/web")
            .start(new StartRule(ofSeconds(1), 3, new Backoff.Linear(ofSeconds(1)), Dialect.SUPERVISORD))
            .restart(RestartPolicy.of(RestartPolicy.When.ALWAYS, Set.of(0)))
            .build());

    static List<Event> requestsForAnEnd() {
        return List.of(
                new Event.StopRequested("test"), new Event.KillRequested("test"), new Event.ShutdownBegan("test"));
    }

    static Stream<Gate> gates() {
        return Stream.of(HELD, Gate.OPEN);
    }

    @Test
    void isStartingForItsClientsAndSaysWhyItIsHeld() {
        hold();
        assertThat(world.state()).isEqualTo(STARTING);
        assertThat(world.process.history().spawnError()).isEqualTo("waits for db");
        assertThat(world.process.pid()).isZero();
    }

    @Test
    void isNotLaunchedHoweverLongItTakes() {
        hold();
        world.advance(ofDays(365));
        world.start();
        assertThat(world.launches).isZero();
        assertThat(world.states).containsExactly(STARTING);
    }

    @Test
    void isLaunchedWhenItIsReleased() {
        hold();
        release();
        assertThat(world.launches).isOne();
        assertThat(world.process.history().spawnError()).isEmpty();
        world.advance(ofSeconds(1));
        assertThat(world.states).containsExactly(STARTING, RUNNING);
    }

    @Test
    void isHeldFurtherIfSomethingElseHoldsIt() {
        hold();
        world.gate = new Gate.Held("outside of its hours");
        world.process.on(new Event.Released());
        assertThat(world.process.state()).isEqualTo(new State.Held("outside of its hours", 1));
        assertThat(world.launches).isZero();
    }

    @Test
    void nothingIsPublishedWhenItIsHeldForTheSameReason() {
        hold();
        State before = world.process.state();
        world.onChange = _ -> {
            throw new AssertionError("there was no change");
        };
        world.process.on(new Event.Released());
        assertThat(world.process.state()).isSameAs(before);
    }

    @ParameterizedTest
    @MethodSource("requestsForAnEnd")
    void isDownAtOnceOnRequest(Event request) {
        hold();
        world.process.on(request);
        assertThat(world.process.state()).isInstanceOf(State.Stopped.class);
        assertThat(world.process.history().spawnError()).isEmpty();
        release();
        assertThat(world.launches).isZero();
    }

    @Test
    void aProcessThatIsRefusedForGoodIsGivenUpWithTheReason() {
        world.gate = new Gate.Refused("db was given up");
        world.start();
        assertThat(world.states).containsExactly(STARTING, FATAL);
        assertThat(world.process.history().spawnError()).isEqualTo("db was given up");
        assertThat(world.launches).isZero();
        world.gate = Gate.OPEN;
        world.start();
        assertThat(world.launches).isOne();
    }

    @Test
    void aHeldProcessMayBeRefusedWhenItIsReleased() {
        hold();
        world.gate = new Gate.Refused("db was given up");
        world.process.on(new Event.Released());
        assertThat(world.states).containsExactly(STARTING, FATAL);
    }

    @Test
    void theNextAttemptIsHeldTooAndIsCountedOn() {
        world.start();
        world.gate = HELD;
        world.exit(1);
        assertThat(world.state()).isEqualTo(BACKOFF);
        world.advance(ofSeconds(1).minusNanos(1));
        assertThat(world.state()).isEqualTo(BACKOFF);
        world.advance(ofNanos(1));
        assertThat(world.process.state()).isEqualTo(new State.Held("waits for db", 2));
        release();
        assertThat(world.process.state())
                .isInstanceOfSatisfying(
                        State.Starting.class,
                        starting -> assertThat(starting.attempt()).isEqualTo(2));
    }

    @Test
    void aRestartIsHeldToo() {
        world.start();
        world.advance(ofSeconds(2));
        world.gate = HELD;
        world.exit(0);
        assertThat(world.states).containsExactly(STARTING, RUNNING, EXITED, STARTING);
        assertThat(world.launches).isOne();
    }

    @ParameterizedTest
    @MethodSource("gates")
    void aReleaseChangesNothingForAProcessThatIsNotHeld(Gate gate) {
        world.process.on(new Event.Released());
        assertThat(world.state()).isEqualTo(STOPPED);
        world.start();
        world.advance(ofSeconds(1));
        world.gate = gate;
        world.process.on(new Event.Released());
        assertThat(world.state()).isEqualTo(RUNNING);
        world.stop();
        State stopping = world.process.state();
        world.process.on(new Event.Released());
        assertThat(world.process.state()).isSameAs(stopping);
    }

    private void hold() {
        world.gate = HELD;
        world.start();
        assertThat(world.process.state()).isEqualTo(new State.Held("waits for db", 1));
    }

    private void release() {
        world.gate = Gate.OPEN;
        world.process.on(new Event.Released());
        world.answer();
    }
}

package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;

/** The steps of a stop with commands, in virtual time. */
class StopStepsTest {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Map<Hook, String> commands = new EnumMap<>(Hook.class);
    private final StopSequence sequence = new StopSequence(List.of(
            new StopSequence.Step(Signal.TERM, Duration.ofSeconds(7)),
            new StopSequence.Step(Signal.INT, Duration.ofSeconds(5))));
    private final ProcessSpec.Builder spec = ProcessSpec.builder("p")
            .command("/bin/p")
            .startWait(Duration.ZERO)
            .stop(new StopRule(Signal.TERM, 1, GRACE, false, false, false));
    private Simulation world;

    private void stopped(Hook... hooks) {
        for (Hook hook : hooks) {
            commands.put(hook, "true");
        }
        world = new Simulation(spec.aspect(new Hooks(commands, TIMEOUT)).build());
        world.start();
        world.stop();
    }

    private void hasGot(Signal... signals) {
        assertThat(world.child().signals).containsExactly(signals);
    }

    private void ended(Hook hook, String problem) {
        world.process.on(new Event.HookEnded(hook, problem));
    }

    private void gets(Signal signal, Duration after) {
        int before = world.child().signals.size();
        world.advance(after.minus(MOMENT));
        assertThat(world.child().signals).hasSize(before);
        world.advance(MOMENT);
        assertThat(world.child().signals).hasSize(before + 1).endsWith(signal);
    }

    @Test
    void sendsTheSignalWhenPreStopIsDone() {
        stopped(Hook.PRE_STOP);
        hasGot();
        assertThat(world.state()).isEqualTo(ProcessState.STOPPING);
        ended(Hook.PRE_STOP, "");
        hasGot(Signal.TERM);
        gets(Signal.KILL, GRACE);
    }

    @Test
    void sendsTheSignalWhenPreStopHasFailed() {
        stopped(Hook.PRE_STOP);
        ended(Hook.PRE_STOP, "ended with exit status 1");
        hasGot(Signal.TERM);
    }

    @Test
    void sendsTheSignalWhenPreStopIsLate() {
        stopped(Hook.PRE_STOP);
        gets(Signal.TERM, TIMEOUT);
        ended(Hook.PRE_STOP, "was not done in time");
        hasGot(Signal.TERM);
        gets(Signal.KILL, GRACE);
    }

    @Test
    void aKillDoesNotWaitForPreStop() {
        stopped(Hook.PRE_STOP);
        world.kill();
        hasGot(Signal.KILL);
        ended(Hook.PRE_STOP, "");
        hasGot(Signal.KILL);
    }

    @Test
    void aProcessThatEndsDuringPreStopIsStopped() {
        stopped(Hook.PRE_STOP);
        world.exit(0);
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
        ended(Hook.PRE_STOP, "");
        assertThat(world.process.state()).isEqualTo(new State.Stopped());
        hasGot();
    }

    @Test
    void aCommandTakesThePlaceOfTheSignal() {
        stopped(Hook.STOP);
        hasGot();
        ended(Hook.STOP, "");
        gets(Signal.KILL, GRACE);
    }

    @Test
    void aCommandThatHasFailedLeavesItToTheSignal() {
        stopped(Hook.STOP);
        ended(Hook.STOP, "ended with exit status 127");
        hasGot(Signal.TERM);
        gets(Signal.KILL, GRACE);
    }

    @Test
    void theStopSignalsFollowACommand() {
        spec.aspect(sequence).stop(sequence.appliedTo(new StopRule(Signal.HUP, 9, GRACE, false, false, false)));
        stopped(Hook.PRE_STOP, Hook.STOP);
        ended(Hook.PRE_STOP, "");
        ended(Hook.STOP, "");
        gets(Signal.TERM, Duration.ofSeconds(7)); // the longest time of a signal is that of the command
        gets(Signal.INT, Duration.ofSeconds(7));
        gets(Signal.KILL, Duration.ofSeconds(5));
    }

    @Test
    void aRestartTakesTheSameSteps() {
        stopped();
        world.exit(0);
        commands.put(Hook.PRE_STOP, "true");
        world = new Simulation(spec.aspect(new Hooks(commands, TIMEOUT)).build());
        world.start();
        world.process.on(new Event.RestartRequested("test"));
        hasGot();
        ended(Hook.PRE_STOP, "");
        hasGot(Signal.TERM);
        world.exit(0);
        assertThat(world.state()).isEqualTo(ProcessState.RUNNING);
        assertThat(world.launches).isEqualTo(2);
    }

    @Test
    void allStepsTogetherAreTheLongestTimeUntilKill() {
        stopped(Hook.PRE_STOP);
        assertThat(new StopSteps(world.process.spec()).longest()).isEqualTo(TIMEOUT.plus(GRACE));
        stopped(Hook.STOP);
        assertThat(new StopSteps(world.process.spec()).longest())
                .isEqualTo(TIMEOUT.plus(GRACE).plus(GRACE));
    }

    @Test
    void aLaunchThatCannotBePreparedIsTriedAgainInBothDialects() {
        for (Dialect dialect : Dialect.values()) {
            world = new Simulation(
                    spec.start(new StartRule(Duration.ZERO, 2, new Backoff.Constant(Duration.ofSeconds(1)), dialect))
                            .aspect(new Hooks(Map.of(Hook.PRE_START, "false")))
                            .build());
            world.answersLaunches = false;
            world.start();
            assertThat(world.process.history().spawnError()).isEqualTo("runs pre_start");
            world.process.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.PREPARATION, "pre_start ended")));
            assertThat(world.state()).isEqualTo(ProcessState.BACKOFF);
            world.advance(Duration.ofSeconds(1));
            world.process.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.PREPARATION, "pre_start ended")));
            assertThat(world.process.state()).isEqualTo(new State.Fatal("pre_start ended"));
        }
    }
}

package org.supervisor.server.process;

import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.api.ProcessState.BACKOFF;
import static org.supervisor.api.ProcessState.EXITED;
import static org.supervisor.api.ProcessState.FATAL;
import static org.supervisor.api.ProcessState.RUNNING;
import static org.supervisor.api.ProcessState.STARTING;
import static org.supervisor.api.ProcessState.STOPPED;
import static org.supervisor.api.ProcessState.STOPPING;
import static org.supervisor.api.ProcessState.UNKNOWN;
import static org.supervisor.api.Signal.KILL;
import static org.supervisor.api.Signal.TERM;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;

/** The life of a program of a supervisord file, in virtual time. */
class SupervisordRulesTest {
    private static ProcessSpec.Builder program() {
        return ProcessSpec.builder("web")
                .command("/bin/web")
                .start(start(ofSeconds(1), 4))
                .stop(new StopRule(TERM, 1, ofSeconds(10), false, false, false))
                .restart(RestartPolicy.of(RestartPolicy.When.ON_UNEXPECTED_EXIT, Set.of(0)));
    }

    private static StartRule start(Duration staysUp, int attempts) {
        return new StartRule(staysUp, attempts, new Backoff.Linear(ofSeconds(1)), Dialect.SUPERVISORD);
    }

    private static Simulation running() {
        Simulation world = new Simulation(program().build());
        world.start();
        world.advance(ofSeconds(1));
        assertThat(world.state()).isEqualTo(RUNNING);
        world.states.clear();
        return world;
    }

    @Test
    void isStoppedAtFirst() {
        assertThat(new Simulation(program().build()).state()).isEqualTo(STOPPED);
    }

    @Test
    void runsOnceItHasStayedUpForStartsecs() {
        Simulation world = new Simulation(program().build());
        world.start();
        world.advance(ofSeconds(1).minusNanos(1));
        assertThat(world.state()).isEqualTo(STARTING);
        world.advance(ofNanos(1));
        assertThat(world.state()).isEqualTo(RUNNING);
        assertThat(world.states).containsExactly(STARTING, RUNNING);
    }

    @Test
    void runsAtOnceWithoutStartsecsButIsSeenStarting() {
        Simulation world =
                new Simulation(program().start(start(Duration.ZERO, 4)).build());
        world.start();
        assertThat(world.states).containsExactly(STARTING, RUNNING);
    }

    @Test
    void triesAgainAfterOneMoreSecondEachTimeAndGivesUpAfterTheLastAttempt() {
        Simulation world = new Simulation(program().build());
        world.start();
        for (int failures = 1; failures < 4; failures++) {
            world.exit(1);
            assertThat(world.state()).isEqualTo(BACKOFF);
            world.advance(ofSeconds(failures).minusNanos(1));
            assertThat(world.launches).isEqualTo(failures);
            world.advance(ofNanos(1));
            assertThat(world.launches).isEqualTo(failures + 1);
        }
        world.exit(1);
        assertThat(world.states)
                .containsExactly(STARTING, BACKOFF, STARTING, BACKOFF, STARTING, BACKOFF, STARTING, BACKOFF, FATAL);
    }

    @Test
    void countsAnyEarlyExitAsAFailureWhateverItsCode() {
        Simulation world = new Simulation(program().build());
        world.start();
        world.exit(0);
        assertThat(world.state()).isEqualTo(BACKOFF);
        assertThat(world.process.history().exit()).isEmpty();
        assertThat(world.process.history().spawnError()).isEqualTo("Exited too quickly (process log may have details)");
    }

    @Test
    void triesAgainWhenTheSystemRefusesALaunch() {
        Simulation world = new Simulation(program().build());
        world.refusal = new Refusal(Refusal.Kind.NO_FILE, "can't find command '/bin/web'");
        world.start();
        assertThat(world.state()).isEqualTo(BACKOFF);
        assertThat(world.process.history().spawnError()).isEqualTo("can't find command '/bin/web'");
        world.advance(ofSeconds(6));
        assertThat(world.state()).isEqualTo(FATAL);
        assertThat(world.launches).isEqualTo(4);
    }

    @Test
    void beginsToCountAgainAfterAStop() {
        Simulation world = new Simulation(program().build());
        world.start();
        world.exit(1);
        world.advance(ofSeconds(1));
        world.exit(1);
        world.stop();
        assertThat(world.state()).isEqualTo(STOPPED);
        world.start();
        world.exit(1);
        assertThat(world.process.state())
                .isInstanceOfSatisfying(
                        State.Backoff.class,
                        backoff -> assertThat(backoff.failures()).isEqualTo(1));
    }

    @Test
    void restartsAtOnceAfterAnUnexpectedExit() {
        Simulation world = running();
        world.exit(3);
        assertThat(world.states).containsExactly(EXITED, STARTING);
        assertThat(world.launches).isEqualTo(2);
    }

    @Test
    void restartsAfterDeathByASignal() {
        Simulation world = running();
        world.die(KILL);
        assertThat(world.states).containsExactly(EXITED, STARTING);
    }

    @Test
    void staysDownAfterAnExpectedExit() {
        Simulation world = running();
        world.exit(0);
        assertThat(world.states).containsExactly(EXITED);
        assertThat(world.process.history().exit()).contains(new ExitStatus.Code(0));
    }

    @Test
    void walksAllExitCodes() {
        for (int code = 0; code <= 255; code++) {
            Simulation world = running();
            world.exit(code);
            assertThat(world.state()).isEqualTo(code == 0 ? EXITED : STARTING);
        }
    }

    @Test
    void killsAChildThatIgnoresTheStopSignalOnceStopwaitIsOver() {
        Simulation world = running();
        world.stop();
        world.advance(ofSeconds(10).minusNanos(1));
        assertThat(world.child().signals).containsExactly(TERM);
        world.advance(ofNanos(1));
        assertThat(world.child().signals).containsExactly(TERM, KILL);
        world.advance(ofSeconds(10));
        assertThat(world.child().signals).containsExactly(TERM, KILL, KILL);
        world.die(KILL);
        assertThat(world.states).containsExactly(STOPPING, STOPPED);
    }

    @Test
    void isNotRestartedWhenItEndsBecauseItWasStopped() {
        Simulation world = running();
        world.stop();
        world.exit(3);
        assertThat(world.states).containsExactly(STOPPING, STOPPED);
        assertThat(world.process.history().exit()).isEqualTo(Optional.of(new ExitStatus.Code(3)));
    }

    @Test
    void stopsTheChildOfALaunchThatWasUnderWay() {
        Simulation world = new Simulation(program().build());
        world.answersLaunches = false;
        world.start();
        world.stop();
        assertThat(world.state()).isEqualTo(STOPPING);
        world.answersLaunches = true;
        world.answer();
        assertThat(world.child().signals).containsExactly(TERM);
    }

    @Test
    void isStoppedWhenALaunchThatWasCancelledIsRefused() {
        Simulation world = new Simulation(program().build());
        world.answersLaunches = false;
        world.start();
        world.stop();
        world.refusal = new Refusal(Refusal.Kind.OTHER, "no");
        world.answersLaunches = true;
        world.answer();
        assertThat(world.state()).isEqualTo(STOPPED);
    }

    @Test
    void givesUpABackoffWhenTheSupervisorEnds() {
        Simulation world = new Simulation(program().build());
        world.start();
        world.exit(1);
        world.process.on(new Event.ShutdownBegan("test"));
        assertThat(world.state()).isEqualTo(FATAL);
    }

    @Test
    void isUnknownWhenTheKernelForbidsTheSignalAndComesBackWhenTheChildEnds() {
        Simulation world = running();
        world.child().delivery = Child.Delivery.DENIED;
        world.stop();
        assertThat(world.state()).isEqualTo(UNKNOWN);
        world.exit(0);
        assertThat(world.state()).isEqualTo(STOPPED);
    }

    @Test
    void signalsTheGroupOnlyWhenAskedTo() {
        Simulation world = new Simulation(program()
                .stop(new StopRule(TERM, 1, ofSeconds(1), false, true, false))
                .build());
        world.start();
        world.stop();
        world.advance(ofSeconds(1));
        assertThat(world.child().toGroup).containsExactly(false, true);
    }

    @Test
    void restsBeforeARestartIfThePolicySaysSo() {
        Simulation world = new Simulation(program()
                .restart(new RestartPolicy(
                        RestartPolicy.When.ALWAYS, List.of(0), new Backoff.Constant(ofSeconds(5)), CrashLoopFloor.OFF))
                .build());
        world.start();
        world.advance(ofSeconds(1));
        world.exit(0);
        assertThat(world.state()).isEqualTo(EXITED);
        world.advance(ofSeconds(5).minusNanos(1));
        assertThat(world.launches).isEqualTo(1);
        world.advance(ofNanos(1));
        assertThat(world.launches).isEqualTo(2);
    }

    @Test
    void reportsEveryStepOfADecisionAfterTheLastHasBeenTaken() {
        Simulation world =
                new Simulation(program().start(start(Duration.ZERO, 4)).build());
        List<ProcessState> seen = new ArrayList<>();
        world.start();
        world.onChange = _ -> seen.add(world.state());
        world.exit(1);
        assertThat(world.states).containsExactly(STARTING, RUNNING, EXITED, STARTING, RUNNING);
        assertThat(seen).containsExactly(STARTING, STARTING, RUNNING, RUNNING);
    }

    @Test
    void obeysAnObserverThatStopsItInTheMiddleOfAStart() {
        Simulation world =
                new Simulation(program().start(start(Duration.ZERO, 4)).build());
        world.onChange = change -> {
            if (change.to() instanceof State.Starting) {
                world.stop();
            }
        };
        world.start();
        assertThat(world.states).containsExactly(STARTING, RUNNING, STOPPING);
        assertThat(world.state()).isEqualTo(STOPPING);
        assertThat(world.child().signals).containsExactly(TERM);
    }

    @Test
    void obeysAnObserverThatStartsItAgainAfterTheLastFailure() {
        Simulation world =
                new Simulation(program().start(start(ofSeconds(1), 1)).build());
        world.start();
        world.onChange = change -> {
            if (change.to() instanceof State.Backoff) {
                world.onChange = _ -> {};
                world.process.on(new Event.StartRequested("an observer"));
            }
        };
        world.exit(1);
        assertThat(world.states).containsExactly(STARTING, BACKOFF, FATAL, STARTING);
        assertThat(world.launches).isEqualTo(2);
    }
}

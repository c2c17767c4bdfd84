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
import static org.supervisor.api.Signal.KILL;
import static org.supervisor.api.Signal.TERM;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The life of a program with the Perl original's defaults, in virtual time. */
class PerlRulesTest {
    private final Simulation world =
            new Simulation(ProcessSpec.builder("web").command("/bin/web").build());

    private void run() {
        world.start();
        world.advance(ofSeconds(10));
        assertThat(world.state()).isEqualTo(RUNNING);
        world.states.clear();
    }

    @Test
    void hasStartedOnceItHasStayedAliveForStartWaitSecs() {
        world.start();
        world.advance(ofSeconds(10).minusNanos(1));
        assertThat(world.state()).isEqualTo(STARTING);
        world.advance(ofNanos(1));
        assertThat(world.state()).isEqualTo(RUNNING);
    }

    @Test
    void isRestartedAtOnceAfterAListedExitCode() {
        run();
        world.exit(1);
        assertThat(world.states).containsExactly(EXITED, STARTING);
    }

    @Test
    void isNotRestartedAfterAnyOtherExitCode() {
        for (int code = 2; code <= 255; code++) {
            Simulation other = new Simulation(
                    ProcessSpec.builder("web").command("/bin/web").build());
            other.start();
            other.advance(ofSeconds(10));
            other.exit(code);
            assertThat(other.state()).isEqualTo(EXITED);
            assertThat(other.launches).isEqualTo(1);
        }
    }

    @Test
    void isNotRestartedAfterDeathByASignal() {
        run();
        world.die(TERM);
        assertThat(world.states).containsExactly(EXITED);
    }

    @Test
    void isNotRestartedWithoutAutoRestart() {
        Simulation other = new Simulation(ProcessSpec.builder("web")
                .command("/bin/web")
                .restart(RestartPolicy.of(RestartPolicy.When.NEVER, Set.of(0, 1)))
                .build());
        other.start();
        other.advance(ofSeconds(10));
        other.exit(0);
        assertThat(other.state()).isEqualTo(EXITED);
    }

    @Test
    void spacesItsAttemptsByStartWaitSecsFromLaunchToLaunchAndMakesFiveOfThem() {
        world.start();
        for (int attempt = 1; attempt < 5; attempt++) {
            world.advance(ofSeconds(4));
            world.exit(1);
            assertThat(world.state()).isEqualTo(BACKOFF);
            world.advance(ofSeconds(6).minusNanos(1));
            assertThat(world.launches).isEqualTo(attempt);
            world.advance(ofNanos(1));
            assertThat(world.launches).isEqualTo(attempt + 1);
        }
        world.exit(1);
        assertThat(world.state()).isEqualTo(FATAL);
        assertThat(world.launches).isEqualTo(5);
    }

    @Test
    void doesNotTryAgainWhenItEndsEarlyWithACodeThatIsNotListed() {
        world.start();
        world.exit(7);
        assertThat(world.states).containsExactly(STARTING, EXITED);
    }

    @Test
    void failsForGoodWhenTheSystemRefusesTheLaunch() {
        world.refusal = new Refusal(Refusal.Kind.NO_FILE, "can't find command '/bin/web'");
        world.start();
        assertThat(world.states).containsExactly(STARTING, FATAL);
        assertThat(world.launches).isEqualTo(1);
    }

    @Test
    void getsTheStopSignalFiveTimesTenSecondsApartThenKill() {
        run();
        world.stop();
        for (int sent = 1; sent < 5; sent++) {
            world.advance(ofSeconds(10).minusNanos(1));
            assertThat(world.child().signals).hasSize(sent).containsOnly(TERM);
            world.advance(ofNanos(1));
        }
        assertThat(world.child().signals).hasSize(5).containsOnly(TERM);
        world.advance(ofSeconds(10));
        assertThat(world.child().signals).hasSize(6).endsWith(KILL);
        world.die(KILL);
        assertThat(world.state()).isEqualTo(STOPPED);
    }

    @Test
    void isKilledAtOnceAndStaysDown() {
        run();
        world.kill();
        assertThat(world.child().signals).containsExactly(KILL);
        world.die(KILL);
        assertThat(world.state()).isEqualTo(STOPPED);
        world.advance(ofSeconds(100));
        assertThat(world.launches).isEqualTo(1);
    }

    @Test
    void isNotStartedTwiceByASecondRequest() {
        world.start();
        world.start();
        world.advance(ofSeconds(10));
        world.start();
        assertThat(world.launches).isEqualTo(1);
    }
}

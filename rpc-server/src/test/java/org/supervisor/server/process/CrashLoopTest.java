package org.supervisor.server.process;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.api.ProcessState.EXITED;
import static org.supervisor.api.ProcessState.RUNNING;
import static org.supervisor.api.ProcessState.STARTING;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A program that ends again and again at once, in virtual time. */
class CrashLoopTest {
    private static final Duration ALMOST_A_SECOND = ofSeconds(1).minusNanos(1);

    private static Simulation world(Dialect dialect, Duration staysUp, Duration pauseMin) {
        return new Simulation(ProcessSpec.builder("web")
                .command("/bin/web")
                .start(new StartRule(staysUp, 4, new Backoff.Linear(ofSeconds(1)), dialect))
                .restart(RestartPolicy.of(RestartPolicy.When.ALWAYS, Set.of(0), new CrashLoopFloor(pauseMin)))
                .build());
    }

    private static Simulation upAtOnce() {
        return world(Dialect.SUPERVISORD, Duration.ZERO, ofSeconds(1));
    }

    /** Ends at once, as often as it is launched. */
    private static void loop(Simulation world, int lives) {
        for (int life = 0; life < lives; life++) {
            world.exit(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isLaunchedThreeTimesAtOnceThenAfterASecondThatDoublesUpToTen(Dialect dialect) {
        Simulation world = world(dialect, Duration.ZERO, ofSeconds(1));
        world.start();
        loop(world, 2);
        assertThat(world.launches).isEqualTo(3);
        for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
            int before = world.launches;
            world.exit(1);
            world.advance(ofSeconds(seconds).minusNanos(1));
            assertThat(world.launches).isEqualTo(before);
            assertThat(world.state()).isEqualTo(EXITED);
            world.advance(ofNanos(1));
            assertThat(world.launches).isEqualTo(before + 1);
            assertThat(world.state()).isEqualTo(RUNNING);
        }
    }

    @Test
    void isLaunchedNoMoreOftenInFourSecondsThanSupervisordDoes() {
        Simulation world = upAtOnce();
        world.start();
        for (int step = 0; step < 4_000; step++) {
            if (world.state() == RUNNING) {
                world.exit(1);
            }
            world.advance(ofMillis(1));
        }
        assertThat(world.launches).isBetween(4, 5);
    }

    @Test
    void countsThePauseFromTheLaunchBefore() {
        Simulation world = upAtOnce();
        world.start();
        loop(world, 2);
        world.advance(ofMillis(600));
        world.exit(1);
        world.advance(ofMillis(400).minusNanos(1));
        assertThat(world.launches).isEqualTo(3);
        world.advance(ofNanos(1));
        assertThat(world.launches).isEqualTo(4);
    }

    @Test
    void isRestartedAtOnceAfterALifeOfASecond() {
        Simulation world = upAtOnce();
        world.start();
        loop(world, 3);
        world.advance(ofSeconds(1));
        world.advance(ofSeconds(1));
        loop(world, 1);
        assertThat(world.launches).isEqualTo(5);
        loop(world, 2);
        assertThat(world.state()).as("the count begins again").isEqualTo(RUNNING);
        loop(world, 1);
        assertThat(world.state()).isEqualTo(EXITED);
    }

    @Test
    void isNotRestartedAtOnceAfterALifeOfAlmostASecond() {
        Simulation world = upAtOnce();
        world.start();
        for (int life = 1; life <= 3; life++) {
            world.advance(ALMOST_A_SECOND);
            world.exit(0);
        }
        assertThat(world.state()).isEqualTo(EXITED);
        world.advance(ofNanos(1));
        assertThat(world.launches).isEqualTo(4);
    }

    @Test
    void pausesAlsoWhenItDiesRightAfterItHasStayedUpLongEnough() {
        Simulation world = world(Dialect.SUPERVISORD, ofMillis(100), ofSeconds(1));
        world.start();
        for (int life = 1; life <= 3; life++) {
            world.advance(ofMillis(100));
            assertThat(world.state()).isEqualTo(RUNNING);
            world.exit(1);
        }
        assertThat(world.state()).isEqualTo(EXITED);
        assertThat(world.launches).isEqualTo(3);
    }

    @Test
    void looksToListenersAsItAlwaysDid() {
        Simulation world = upAtOnce();
        world.start();
        loop(world, 3);
        world.advance(ofSeconds(1));
        assertThat(world.states)
                .containsExactly(
                        STARTING, RUNNING, EXITED, STARTING, RUNNING, EXITED, STARTING, RUNNING, EXITED, STARTING,
                        RUNNING);
    }

    @Test
    void staysDownIfItIsStoppedDuringThePause() {
        Simulation world = upAtOnce();
        world.start();
        loop(world, 3);
        world.stop();
        world.advance(ofSeconds(100));
        assertThat(world.process.state()).isInstanceOf(State.Exited.class);
        assertThat(world.launches).isEqualTo(3);
    }

    @Test
    void startsAtOnceAndCountsFromTheBeginningIfItIsStartedDuringThePause() {
        Simulation world = upAtOnce();
        world.start();
        loop(world, 3);
        world.start();
        assertThat(world.launches).isEqualTo(4);
        loop(world, 2);
        assertThat(world.launches).isEqualTo(6);
    }

    @Test
    void neverPausesIfTheFloorIsZero() {
        Simulation world = world(Dialect.SUPERVISORD, Duration.ZERO, Duration.ZERO);
        world.start();
        loop(world, 100);
        assertThat(world.launches).isEqualTo(101);
    }

    @Test
    void pausesForAsLongAsConfiguredEvenIfThatIsMoreThanTheLimitOfGrowth() {
        Duration longest = ofSeconds(Integer.MAX_VALUE);
        Simulation world = world(Dialect.SUPERVISORD, Duration.ZERO, longest);
        world.start();
        loop(world, 3);
        assertThat(world.process.state())
                .isInstanceOfSatisfying(
                        State.RestartDelay.class,
                        delay -> assertThat(delay.pause()).isEqualTo(longest));
    }
}

package org.supervisor.server.process;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.api.ProcessState.BACKOFF;
import static org.supervisor.api.ProcessState.FATAL;
import static org.supervisor.api.ProcessState.STOPPED;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a program is wanted up or down, in virtual time. */
class GoalTest {
    private final Simulation world = new Simulation(ProcessSpec.builder("web")
            .command("/bin/web")
            .start(new StartRule(ofSeconds(1), 1, new Backoff.Linear(ofSeconds(1)), Dialect.SUPERVISORD))
            .restart(RestartPolicy.of(RestartPolicy.When.NEVER, Set.of(0)))
            .build());

    private final Instant created = world.now();

    static List<Event> requestsForAnEnd() {
        return List.of(new Event.StopRequested("admin"), new Event.KillRequested("admin"));
    }

    @Test
    void isDownUntilTheProgramIsStarted() {
        assertThat(goal()).isEqualTo(new Goal.Down(new StopOrigin.NeverStarted(), created));
        world.advance(ofSeconds(5));
        world.process.on(new Event.StartRequested(new StartOrigin.Autostart()));
        assertThat(goal()).isEqualTo(new Goal.Up(new StartOrigin.Autostart(), created.plusSeconds(5)));
    }

    @ParameterizedTest
    @MethodSource("requestsForAnEnd")
    void isDownAfterAStopOrAShutdownIsRequested(Event request) {
        world.start();
        world.advance(ofSeconds(5));
        world.process.on(request);
        assertThat(goal()).isEqualTo(new Goal.Down(new StopOrigin.Request("admin"), created.plusSeconds(5)));
    }

    @Test
    void theFirstCallerIsRemembered() {
        world.start();
        Goal first = goal();
        world.advance(ofSeconds(5));
        world.process.on(new Event.StartRequested("another"));
        assertThat(goal()).isSameAs(first);
    }

    /** What leaves a program without a process and wanted up. */
    private static final Map<String, Consumer<Simulation>> ENDS = Map.of(
            "Fatal", world -> world.exit(1),
            "Exited",
                    world -> {
                        world.advance(ofSeconds(2));
                        world.exit(0);
                    });

    static Stream<Arguments> endsAndOrigins() {
        return ENDS.keySet().stream()
                .flatMap(end -> Stream.of(
                                new StartOrigin.Request("admin"),
                                new StartOrigin.Request("admin", true),
                                new StartOrigin.Due())
                        .map(origin -> Arguments.of(end, origin)));
    }

    @ParameterizedTest
    @MethodSource("endsAndOrigins")
    void aSecondStartHasAnOriginOfItsOwnAndTheProgramIsWantedSinceTheFirst(String end, StartOrigin origin) {
        world.process.on(new Event.StartRequested(new StartOrigin.Autostart()));
        world.answer();
        ENDS.get(end).accept(world);
        world.advance(ofSeconds(5));
        world.process.on(new Event.StartRequested(origin));
        assertThat(goal()).isEqualTo(new Goal.Up(origin, created));
    }

    @Test
    void oneThatIsRequestedInThePauseBeforeTheNextAttemptHasTheNewOrigin() {
        Simulation patient =
                new Simulation(ProcessSpec.builder("web").command("/bin/web").build());
        patient.process.on(new Event.StartRequested(new StartOrigin.Autostart()));
        patient.answer();
        patient.exit(1);
        assertThat(patient.state()).isEqualTo(BACKOFF);
        patient.process.on(new Event.StartRequested(new StartOrigin.Request("admin", true)));
        assertThat(patient.process.goal())
                .isInstanceOfSatisfying(
                        Goal.Up.class, up -> assertThat(up.by()).isEqualTo(new StartOrigin.Request("admin", true)));
    }

    @Test
    void aStartWithoutDependenciesIsForOneLaunch() {
        world.process.on(new Event.StartRequested(new StartOrigin.Request("admin", true)));
        assertThat(goal()).isEqualTo(new Goal.Up(new StartOrigin.Request("admin", true), created));
        world.answer();
        assertThat(goal()).isEqualTo(new Goal.Up(new StartOrigin.Request("admin"), created));
    }

    @Test
    void aTakeoverKeepsTheOriginOfTheGoal() {
        world.process.on(new Event.StartRequested(new StartOrigin.WantedBefore(new StartOrigin.Due())));
        assertThat(goal()).isEqualTo(new Goal.Up(new StartOrigin.Due(), created));
    }

    @Test
    void aGoalThatChangesWhileTheStateStaysIsPublished() {
        world.start();
        world.exit(1);
        assertThat(world.wishes).isEmpty();
        world.stop();
        assertThat(world.state()).isEqualTo(FATAL);
        assertThat(world.wishes).containsExactly(goal());
        world.stop();
        assertThat(world.wishes).hasSize(1);
    }

    @Test
    void aProgramThatFailsIsWantedUpAllTheSame() {
        world.start();
        Goal wanted = goal();
        world.exit(1);
        assertThat(world.state()).isEqualTo(FATAL);
        assertThat(goal()).isSameAs(wanted);
    }

    @Test
    void aProgramThatEndsByItselfIsWantedUpAllTheSame() {
        world.start();
        world.advance(ofSeconds(2));
        world.exit(0);
        assertThat(goal()).isInstanceOf(Goal.Up.class);
    }

    @Test
    void theEndOfTheSupervisorIsNoWishAboutAProgram() {
        world.start();
        world.process.on(new Event.ShutdownBegan("admin"));
        world.exit(0);
        assertThat(world.state()).isEqualTo(STOPPED);
        assertThat(goal()).isInstanceOf(Goal.Up.class);
    }

    @Test
    void aStartThatIsIgnoredBecauseTheProgramEndsDoesNotChangeIt() {
        world.start();
        world.stop();
        world.process.on(new Event.StartRequested("too early"));
        assertThat(goal()).isInstanceOf(Goal.Down.class);
    }

    @Test
    void aProgramThatIsHeldIsWantedUpUntilItIsStopped() {
        world.gate = new Gate.Held("waits for db");
        world.start();
        assertThat(goal()).isInstanceOf(Goal.Up.class);
        world.stop();
        assertThat(goal()).isInstanceOf(Goal.Down.class);
    }

    private Goal goal() {
        return world.process.goal();
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole engine in virtual time: random programs, commands, exits and faults, from a seed. {@code
 * -Dtest.seed=7} runs one
 * seed again, {@code -Dtest.seeds=10000} many, {@code -Dtest.day=1} another day.
 */
@Timeout(3600)
class SimulationTest {
    private static final Duration LENGTH = Duration.ofMinutes(1);
    private static final Duration BETWEEN_COMMANDS = Duration.ofSeconds(1);

    @Test
    void keepsItsPromisesWhateverHappens() {
        long first = Long.getLong("test.seed", 1);
        long count = Long.getLong("test.seed") == null ? Long.getLong("test.seeds", 200) : 1;
        for (long seed = first; seed < first + count; seed++) {
            run(seed, 1 + (int) (seed % 6), LENGTH, BETWEEN_COMMANDS);
        }
    }

    @Test
    void programsOutliveTheDaemonWheneverItCrashes() {
        long first = Long.getLong("test.seed", 1);
        long count = Long.getLong("test.seed") == null ? Long.getLong("test.seeds", 200) : 1;
        for (long seed = first; seed < first + count; seed++) {
            run(SimulatedScenario.of(seed, 1 + (int) (seed % 6), LENGTH.dividedBy(2), BETWEEN_COMMANDS)
                    .crashing());
        }
    }

    @Test
    void aSeedAlwaysTakesTheSameCourse() {
        List<String> once = run(42, 4, LENGTH, BETWEEN_COMMANDS).trace();
        assertThat(run(42, 4, LENGTH, BETWEEN_COMMANDS).trace()).isEqualTo(once);
    }

    @Test
    void aDayOfFiftyPrograms() {
        SimulatedRun run = run(Long.getLong("test.day", 4711), 25, Duration.ofDays(1), Duration.ofMinutes(10));
        assertThat(run.steps()).isPositive();
    }

    /** One seed; if it fails, with the smallest way to the same failure and what it did last. */
    static SimulatedRun run(long seed, int groups, Duration length, Duration betweenCommands) {
        return run(SimulatedScenario.of(seed, groups, length, betweenCommands));
    }

    private static SimulatedRun run(SimulatedScenario scenario) {
        SimulatedRun run = SimulatedRun.of(scenario);
        if (run.failure().isPresent()) {
            SimulatedRun shown = Boolean.getBoolean("test.shrinks") ? run.shrunk() : run;
            throw new AssertionError(shown.text(), shown.failure().get());
        }
        return run;
    }
}

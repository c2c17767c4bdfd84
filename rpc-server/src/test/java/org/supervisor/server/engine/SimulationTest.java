package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The whole engine in virtual time: random programs, commands, exits and faults, from a seed. {@code
 * -Dtest.seed=7} runs one
 * seed again, {@code -Dtest.seeds=10000} many.
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
    void aSeedAlwaysTakesTheSameCourse() {
        List<String> once = run(42, 4, LENGTH, BETWEEN_COMMANDS).trace();
        assertThat(run(42, 4, LENGTH, BETWEEN_COMMANDS).trace()).isEqualTo(once);
    }

    @Test
    void aDayOfFiftyPrograms() {
        SimulatedKernel kernel = run(4711, 25, Duration.ofDays(1), Duration.ofMinutes(10));
        assertThat(kernel.steps).isPositive();
    }

    /** One seed; if it fails, with what it did last and how to see it again. */
    static SimulatedKernel run(long seed, int groups, Duration length, Duration betweenCommands) {
        SimulatedKernel kernel = new SimulatedKernel(seed, seed % 3 != 0);
        Path folder = folder();
        try {
            kernel.keepsContents = length.toHours() == 0;
            SimulatedPrograms programs = new SimulatedPrograms(kernel.chance, folder);
            new SimulatedDaemon(kernel, programs.groups(groups), length, betweenCommands).run();
            return kernel;
        } catch (Throwable failure) {
            throw new AssertionError(
                    failure.getMessage() + "\nseed " + seed + ", step " + kernel.steps
                            + "; run it again with -Dtest.seed=" + seed + "\n" + String.join("\n", kernel.trace()),
                    failure);
        } finally {
            delete(folder);
        }
    }

    /** In memory if there is such a place: a slow disk would be no part of the simulation. */
    private static Path folder() {
        Path memory = Path.of("/dev/shm");
        try {
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "simulation")
                    : Files.createTempDirectory("simulation");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }
}

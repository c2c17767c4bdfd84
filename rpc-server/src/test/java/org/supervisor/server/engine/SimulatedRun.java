package org.supervisor.server.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A scenario that was run, and what came of it.
 *
 * @param failure how it failed, if it did
 * @param commands how many commands it came to
 * @param trace its last steps
 */
record SimulatedRun(
        SimulatedScenario scenario, Optional<Throwable> failure, int commands, long steps, List<String> trace) {
    private static final int MOST_RUNS = 120;
    private static final String PREFIX = "simulation-of-";

    /** Runs a scenario. */
    static SimulatedRun of(SimulatedScenario scenario) {
        SimulatedKernel kernel = new SimulatedKernel(scenario.seed(), scenario.hasFaults());
        SimulatedDaemon daemon = null;
        Path folder = folder();
        try {
            kernel.descriptors.keepsContents = scenario.length().toHours() == 0;
            kernel.descriptors.movesMayFail = !scenario.crashes(); // what is read instead is lost with the daemon
            daemon = new SimulatedDaemon(kernel, scenario, folder);
            daemon.run();
            return new SimulatedRun(
                    scenario, Optional.empty(), daemon.commands(), kernel.trace.steps(), kernel.trace.last());
        } catch (Throwable failure) {
            int commands = daemon == null ? 0 : daemon.commands();
            return new SimulatedRun(
                    scenario, Optional.of(failure), commands, kernel.trace.steps(), kernel.trace.last());
        } finally {
            if (daemon != null) {
                daemon.close();
            }
            delete(folder);
        }
    }

    /** The same failure with as few groups, faults and commands as can be found with some more runs. */
    SimulatedRun shrunk() {
        return new Shrinking(this).run();
    }

    /** What failed, how to see it again, and its last steps. */
    String text() {
        return message() + "\nseed " + scenario.seed() + ", step " + steps
                + "; run it again with -Dtest.seed=" + scenario.seed() + "\nshrunk to " + scenario + "\n"
                + String.join("\n", trace);
    }

    private String message() {
        return failure.map(Throwable::getMessage).orElse("");
    }

    /** Numbers aside, two failures with the same words are the same. */
    private String kind() {
        return message().lines().findFirst().orElse("").replaceAll(": \\[.*|[0-9]+", "");
    }

    /** Leaves out one thing after another, and keeps it out where the run fails all the same. */
    private static final class Shrinking {
        private SimulatedRun smallest;
        private int runs;

        Shrinking(SimulatedRun failure) {
            smallest = failure;
        }

        SimulatedRun run() {
            attempt(smallest.scenario.with(false, true, true));
            attempt(smallest.scenario.with(true, false, true));
            attempt(smallest.scenario.with(true, true, false));
            for (int groups = 1; groups < smallest.scenario.groups(); groups++) {
                attempt(smallest.scenario.withGroups(groups));
            }
            for (long seconds = 2; seconds < smallest.scenario.length().toSeconds(); seconds *= 2) {
                attempt(smallest.scenario.withLength(Duration.ofSeconds(seconds)));
            }
            for (int size = smallest.commands; size > 0; size /= 2) {
                for (int from = 0; from < smallest.commands; from += size) {
                    attempt(smallest.scenario.without(from, Math.min(from + size, smallest.commands)));
                }
            }
            return smallest;
        }

        private void attempt(SimulatedScenario smaller) {
            if (smaller.equals(smallest.scenario) || runs >= MOST_RUNS) {
                return;
            }
            runs++;
            SimulatedRun run = of(smaller);
            if (run.failure.isPresent() && run.kind().equals(smallest.kind())) {
                smallest = run;
            }
        }
    }

    /** In memory if there is such a place: a slow disk would be no part of the simulation. */
    private static Path folder() {
        Path memory = Path.of("/dev/shm");
        try {
            Path parent = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
            deleteAbandoned(parent);
            return Files.createTempDirectory(
                    parent, PREFIX + ProcessHandle.current().pid() + "-");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Those of processes that were killed: memory would fill up with them. */
    private static void deleteAbandoned(Path parent) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "[0-9]*-*")) {
            for (Path folder : folders) {
                String pid = folder.getFileName().toString().replaceAll("\\D*(\\d+)-.*", "$1");
                if (ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    delete(folder);
                }
            }
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

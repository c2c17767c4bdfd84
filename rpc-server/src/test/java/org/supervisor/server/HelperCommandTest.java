package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ResourceLimits;

/** Commands that are run for a true program; here they check it. */
class HelperCommandTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Supervisor with(String check) throws IOException {
        Path variables = Files.writeString(folder.resolve("variables"), "COLOUR=blue\n");
        return Supervisor.of(Programs.perl("p", "exec sleep 1000")
                .autoStart(true)
                .startWait(Duration.ZERO)
                .aspect(new EnvironmentSources(
                        List.of(new EnvironmentSources.EnvironmentFile(variables, false)), false, List.of(), false))
                .aspect(ResourceLimits.of(Map.of(ResourceLimits.Resource.NOFILE, new ResourceLimits.Limit(77, 77))))
                .aspect(new HealthChecks(
                        Optional.of(new HealthChecks.Ready(new Probe.Exec(check), LONG, SOON, LONG)), Optional.empty()))
                .build());
    }

    private static void awaitRunning(Supervisor supervisor) {
        Await.until("p runs", () -> supervisor.process("p").state() == ProcessState.RUNNING);
    }

    @Test
    void aCommandHasTheVariablesOfFilesAndTheLimitsOfItsProgram() throws IOException {
        Path seen = folder.resolve("seen");
        try (Supervisor supervisor = with("echo $COLOUR $(ulimit -n) >" + seen)) {
            awaitRunning(supervisor);
            assertThat(seen).hasContent("blue 77");
        }
    }

    @Test
    void aCommandThatWritesMuchIsReadToItsEnd() throws IOException {
        try (Supervisor supervisor = with("head -c 3000000 /dev/zero && echo done")) {
            awaitRunning(supervisor);
        }
    }
}

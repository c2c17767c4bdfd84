package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.server.process.EvidenceRule;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ProcessSpec;

/** What is left of true children that had to be killed or restarted. */
@Tag("children")
class EvidenceTest {
    private static final Duration SOON = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    private ProcessSpec.Builder program(String line) {
        return Programs.supervisord("p", line)
                .output(Programs.rawTo(folder.resolve("out")))
                .stopWait(Duration.ofSeconds(4))
                .aspect(new EvidenceRule(folder.resolve("evidence"), Duration.ofSeconds(2), 2, false));
    }

    private static String last(Supervisor supervisor) {
        return supervisor.control().facts("p").join().get("evidence") instanceof Map<?, ?> evidence
                ? String.valueOf(evidence.get("last"))
                : "null";
    }

    private List<Path> folders() {
        try (Stream<Path> all = Files.list(folder.resolve("evidence/p"))) {
            return all.toList();
        } catch (IOException none) {
            return List.of();
        }
    }

    @Test
    void aProgramThatIgnoresItsStopLeavesItsStacksFilesAndLastLines() {
        try (Supervisor supervisor =
                Supervisor.of(program("trap 'echo not me' TERM; echo begun; while :; do sleep 0.1; done")
                        .build())) {
            supervisor.start("p");
            int pid = supervisor.process("p").pid();
            Await.until(
                    "it has begun", () -> Programs.text(folder.resolve("out")).contains("begun"));
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            Await.until("it is written", () -> !last(supervisor).equals("null"));
            Path evidence = Path.of(last(supervisor));
            assertThat(Programs.text(evidence.resolve("output.txt"))).contains("begun");
            assertThat(Programs.text(evidence.resolve("process-" + pid + ".txt")))
                    .contains("== status", "== open files");
            assertThat(supervisor.control().explain("p").join().toString()).contains("evidence is in " + evidence);
        }
    }

    @Test
    void aProgramThatStopsInTimeLeavesNothing() {
        try (Supervisor supervisor = Supervisor.of(program("exec sleep 1000").build())) {
            supervisor.start("p");
            supervisor.stop("p");
            assertThat(folders()).isEmpty();
        }
    }

    @Test
    void aProgramThatIsRestartedForAFailedCheckIsLookedAtBefore() {
        HealthChecks checks = new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        new Probe.Exec("exit 1"),
                        SOON,
                        Duration.ofSeconds(10),
                        1,
                        1,
                        SOON,
                        HealthChecks.OnUnhealthy.RESTART)));
        try (Supervisor supervisor =
                Supervisor.of(program("exec sleep 1000").aspect(checks).build())) {
            supervisor.start("p");
            int pid = supervisor.process("p").pid();
            Await.until("it is restarted", () -> {
                int now = supervisor.process("p").pid();
                return now != 0 && now != pid;
            });
            Await.until("it is written", () -> !folders().isEmpty());
            assertThat(folders())
                    .anySatisfy(one -> assertThat(one.getFileName().toString()).endsWith("-" + pid));
        }
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;
import org.supervisor.server.Await;
import org.supervisor.server.Supervisor;
import org.supervisor.server.engine.ProcessCounts.Ending;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;

/** How programs start and end is counted. */
class RunCountsTest {
    private static Supervisor supervisor(String script, UnaryOperator<ProcessSpec.Builder> more) {
        return Supervisor.of(more.apply(ProcessSpec.builder("p")
                        .command("sh", "-c", script)
                        .autoStart(false)
                        .autoRestart(false)
                        .exitCodes(0, 2)
                        .startWait(Duration.ZERO))
                .build());
    }

    private static ProcessCounts counts(Supervisor supervisor) {
        return supervisor
                .control()
                .counts()
                .processes(List.of(ProcessName.alone("p"), ProcessName.alone("unknown")))
                .join()
                .getFirst();
    }

    private static ProcessCounts.Runs afterOneEnd(Supervisor supervisor) {
        Await.until("the end", () -> !counts(supervisor).runs().endings().isEmpty());
        return counts(supervisor).runs();
    }

    private static ProcessCounts.Runs afterOneRun(String script, UnaryOperator<ProcessSpec.Builder> more) {
        try (Supervisor supervisor = supervisor(script, more)) {
            supervisor.start("p");
            return afterOneEnd(supervisor);
        }
    }

    @Test
    void nothingIsCountedOfWhatHasNotStarted() {
        try (Supervisor supervisor = supervisor("sleep 1000", same -> same)) {
            assertThat(counts(supervisor).runs()).isEqualTo(ProcessCounts.Runs.NONE);
            assertThat(counts(supervisor).isWanted()).isFalse();
            assertThat(counts(supervisor).isHealthy()).isEmpty();
        }
    }

    @Test
    void anEndIsCountedByItsKind() {
        assertThat(afterOneRun("exit 2", same -> same).endings()).isEqualTo(Map.of(Ending.EXPECTED, 1L));
        assertThat(afterOneRun("exit 3", same -> same).endings()).isEqualTo(Map.of(Ending.UNEXPECTED, 1L));
        assertThat(afterOneRun("kill -9 $$", same -> same).endings()).isEqualTo(Map.of(Ending.SIGNALLED, 1L));
        assertThat(afterOneRun(
                                "exit 0",
                                with -> with.startWait(Duration.ofHours(1)).startRetries(1))
                        .endings())
                .containsOnlyKeys(Ending.EARLY);
    }

    @Test
    void aStopIsAKindOfItsOwnAndSoIsAKill() {
        try (Supervisor supervisor = supervisor("sleep 1000", same -> same)) {
            supervisor.start("p");
            assertThat(counts(supervisor).isWanted()).isTrue();
            supervisor.stop("p");
            assertThat(counts(supervisor).runs().endings()).isEqualTo(Map.of(Ending.STOPPED, 1L));
            supervisor.start("p");
            supervisor.kill("p");
            ProcessCounts.Runs runs = counts(supervisor).runs();
            assertThat(runs.endings()).isEqualTo(Map.of(Ending.STOPPED, 1L, Ending.KILLED, 1L));
            assertThat(runs.launches()).isEqualTo(2);
            assertThat(runs.restarts()).isZero();
            assertThat(runs.lastStart()).isPresent();
        }
    }

    @Test
    void whatIsStartedAgainByItselfIsARestartAndWhatWaitsBeforeIsAPause() {
        try (Supervisor supervisor = supervisor("exit 0", with -> with.autoRestart(true))) {
            supervisor.start("p");
            Await.until("restarts", () -> counts(supervisor).runs().restarts() >= 2);
            ProcessCounts.Runs runs = counts(supervisor).runs();
            assertThat(runs.launches()).isBetween(runs.restarts(), runs.restarts() + 1);
            Await.until("a pause", () -> counts(supervisor).runs().pauses() > 0);
        }
    }

    @Test
    void aLaunchThatFailsIsCounted() {
        try (Supervisor supervisor = supervisor(
                "", with -> with.command("/etc/passwd").startRetries(1).stopSignal(Signal.TERM))) {
            supervisor.start("p");
            Await.until("a refusal", () -> counts(supervisor).runs().refused() > 0);
            assertThat(counts(supervisor).runs().launches()).isZero();
        }
    }
}

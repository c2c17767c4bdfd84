package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.ProcessState;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Control;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;

/** The history of a program: every transition, its cause, the caller, and the last output. */
class FlightRecorderTest {
    @TempDir
    private Path folder;

    private static List<HistoryEntry> explain(Supervisor supervisor) {
        return supervisor.control().explain("p").join();
    }

    private static void awaitExit(Supervisor supervisor, int code) {
        Optional<ExitStatus> expected = Optional.of(new ExitStatus.Code(code));
        Await.until(
                "p has ended", () -> supervisor.process("p").lastRun().exit().equals(expected));
    }

    private static ProcessSpec.Builder unlogged(String line) {
        return Programs.perl("p", line)
                .output(new OutputSpec(false, StreamSpec.DISCARDED, StreamSpec.DISCARDED, OutputSpec.Format.RAW));
    }

    @Test
    void theLastLinesBeforeAnUnrequestedExitAreKeptEvenIfNothingIsLogged() {
        ProcessSpec program =
                unlogged("seq 1 100000; printf 'no, %s' never >&2; exit 3").build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            awaitExit(supervisor, 3);
            HistoryEntry last = explain(supervisor).getFirst();
            assertThat(last.to()).isEqualTo(ProcessState.EXITED);
            assertThat(last.cause()).isEqualTo("exit status 3");
            assertThat(last.stdout())
                    .isEqualTo(IntStream.rangeClosed(99_991, 100_000)
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining("\n")));
            assertThat(last.stderr()).isEqualTo("no, never");
        }
    }

    @Test
    void whatIsSaidBeforeAStopIsNotKept() {
        ProcessSpec program = Programs.perl(
                        "p", "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.01; done")
                .output(Programs.rawTo(folder.resolve("log")))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until(
                    "it is ready", () -> Programs.text(folder.resolve("log")).startsWith("ready"));
            supervisor.stop("p");
            assertThat(explain(supervisor)).allSatisfy(passage -> {
                assertThat(passage.stdout()).isEmpty();
                assertThat(passage.stderr()).isEmpty();
            });
        }
    }

    @Test
    void reportsTheCaller() {
        try (Supervisor supervisor = Supervisor.of(unlogged("exec sleep 1000").build())) {
            Control control = supervisor.control();
            Caller.of("the night shift").asks(() -> control.ensureStarted("p")).join();
            supervisor.stop("p");
            Caller.of("the day shift").asks(() -> control.kill("p")).join();
            assertThat(explain(supervisor).reversed())
                    .extracting(HistoryEntry::cause)
                    .startsWith("start requested by the night shift")
                    .contains("stop requested by request");
        }
    }

    @Test
    void aProgramThatCannotBeStartedSaysWhy() {
        ProcessSpec program = ProcessSpec.builder("p")
                .command("/nonexistent/program")
                .autoStart(false)
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            assertThat(explain(supervisor).getFirst())
                    .satisfies(passage -> assertThat(passage.to()).isEqualTo(ProcessState.FATAL))
                    .satisfies(passage -> assertThat(passage.cause()).contains("/nonexistent/program"));
        }
    }

    @Test
    void onlyTheLastFourEndsKeepTheirWordsAndThirtyTwoPassagesAreKept() {
        ProcessSpec program = unlogged("echo oops; exit 3").build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            for (int life = 0; life < 20; life++) {
                supervisor.start("p");
                Await.until("p has ended", () -> supervisor.process("p").state() == ProcessState.EXITED);
            }
            assertThat(explain(supervisor)).hasSize(32);
            assertThat(explain(supervisor))
                    .filteredOn(passage -> passage.stdout().equals("oops"))
                    .hasSize(4);
        }
    }
}

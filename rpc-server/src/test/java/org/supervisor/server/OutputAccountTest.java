package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessRemark;
import org.supervisor.server.output.Account;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;

/** No byte that a child writes is unaccounted for. */
class OutputAccountTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    private Path folder;

    private Path log() {
        return folder.resolve("log");
    }

    private static Account account(Supervisor supervisor, LogStream stream) {
        return supervisor.control().account("p").join().stream()
                .filter(account -> account.stream() == stream)
                .map(of -> new Account(of.read(), of.written(), of.removed(), of.dropped(), of.pending()))
                .findFirst()
                .orElseThrow();
    }

    private static void runOnce(Supervisor supervisor) {
        supervisor.start("p");
        Optional<ExitStatus> expected = Optional.of(new ExitStatus.Code(5));
        Await.until(
                "p has ended", () -> supervisor.process("p").lastRun().exit().equals(expected));
    }

    @Test
    void theSumsGoOnThroughAllLivesOfTheChild() throws IOException {
        ProcessSpec program = Programs.perl("p", "head -c 70000 /dev/urandom; head -c 300 /dev/zero >&2; exit 5")
                .output(Programs.rawTo(log(), folder.resolve("err")))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            assertThat(account(supervisor, LogStream.STDOUT)).isEqualTo(new Account(0, 0, 0, 0, 0));
            for (int life = 1; life <= 3; life++) {
                runOnce(supervisor);
                assertThat(account(supervisor, LogStream.STDOUT))
                        .isEqualTo(new Account(life * 70_000L, life * 70_000L, 0, 0, 0));
                assertThat(account(supervisor, LogStream.STDERR))
                        .isEqualTo(new Account(life * 300L, life * 300L, 0, 0, 0));
            }
        }
        assertThat(Files.size(log())).isEqualTo(3 * 70_000L);
    }

    @Test
    void whichLogsCannotBeWrittenIsSeenWhileTheChildRuns() {
        ProcessSpec loud = Programs.perl("loud", "echo lost; exec sleep 1000")
                .output(Programs.rawTo(FULL, log()))
                .build();
        ProcessSpec quiet = Programs.perl("quiet", "exec sleep 1000")
                .output(Programs.rawTo(Path.of("/proc/none.log"), folder.resolve("err")))
                .build();
        try (Supervisor supervisor = Supervisor.of(loud, quiet)) {
            supervisor.start("loud");
            supervisor.start("quiet");
            Await.until(
                    "all are reported",
                    () -> troubles(supervisor)
                            .equals(Map.of(
                                    "loud",
                                    "stdout is not logged: No space left on device",
                                    "quiet",
                                    "stdout is not logged: No such directory")));
            assertThat(supervisor.control().facts("quiet").join())
                    .containsEntry("log_trouble", troubles(supervisor).get("quiet"));
            supervisor.stop("loud");
            supervisor.stop("quiet");
            assertThat(troubles(supervisor)).isEmpty();
            assertThat(supervisor.control().facts("quiet").join()).doesNotContainKey("log_trouble");
        }
    }

    private static Map<String, String> troubles(Supervisor supervisor) {
        return supervisor.control().remarks().join().stream()
                .collect(Collectors.toMap(ProcessRemark::name, ProcessRemark::text));
    }

    @Test
    void whatNoLogWantsCountsAsRemoved() {
        ProcessSpec program = Programs.perl("p", "printf 'plain\\033[1mbold\\n'; echo away >&2; exit 5")
                .output(new OutputSpec(
                        false,
                        new StreamSpec(new StreamSpec.Log.File(log(), 0, 0), 0, false, false, true),
                        StreamSpec.DISCARDED,
                        OutputSpec.Format.RAW))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            runOnce(supervisor);
            assertThat(account(supervisor, LogStream.STDOUT)).isEqualTo(new Account(14, 10, 4, 0, 0));
            assertThat(account(supervisor, LogStream.STDERR)).isEqualTo(new Account(5, 0, 5, 0, 0));
        }
    }

    @Test
    void anUnfinishedLineIsPendingUntilItEnds() {
        ProcessSpec program = Programs.perl("p", "printf 'half a '; read go; echo line; exit 5")
                .logfile(log())
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until(
                    "half a line is pending",
                    () -> account(supervisor, LogStream.STDOUT).equals(new Account(7, 0, 0, 0, 7)));
            supervisor.control().sendStdin("p", new byte[] {'\n'}).join();
            Await.until(
                    "it is whole", () -> account(supervisor, LogStream.STDOUT).equals(new Account(12, 12, 0, 0, 0)));
        }
    }

    @Test
    void aFullDiskDropsCountsAndReportsOnceHowMuch() {
        ProcessSpec program = Programs.perl("p", "for n in 1 2 3 4 5 6 7 8; do echo $n; sleep 0.05; done; exit 5")
                .output(Programs.rawTo(FULL))
                .build();
        Path mainLog = folder.resolve("main");
        try (Supervisor supervisor =
                Supervisor.builder().program(program).logfile(mainLog).start()) {
            supervisor.start("p");
            Await.until(
                    "something is dropped",
                    () -> account(supervisor, LogStream.STDOUT).dropped() > 0);
            assertThat(supervisor.control().account("p").join().getFirst().trouble())
                    .contains("No space left on device");
            Optional<ExitStatus> expected = Optional.of(new ExitStatus.Code(5));
            Await.until(
                    "p has ended",
                    () -> supervisor.process("p").lastRun().exit().equals(expected));
            assertThat(account(supervisor, LogStream.STDOUT)).isEqualTo(new Account(16, 0, 0, 16, 0));
        }
        List<String> reports = Programs.lines(mainLog).stream()
                .filter(line -> line.contains("/dev/full"))
                .map(line -> line.substring(line.indexOf("error: ")))
                .toList();
        assertThat(reports)
                .containsExactly(
                        "error: cannot write to /dev/full: No space left on device; its output is dropped until that"
                                + " works",
                        "error: /dev/full is given up; 16 bytes were dropped: No space left on device");
    }

    @Test
    void aFolderThatComesBackEndsTheLoss() throws IOException {
        Path late = Files.createDirectory(folder.resolve("late"));
        ProcessSpec program = Programs.perl("p", "while read line; do echo $line; done; exit 5")
                .output(Programs.rawTo(late.resolve("log")))
                .build();
        Path mainLog = folder.resolve("main");
        try (Supervisor supervisor =
                Supervisor.builder().program(program).logfile(mainLog).start()) {
            supervisor.start("p");
            Files.delete(late.resolve("log"));
            Files.delete(late);
            assertThat(supervisor.control().reopenLogs().join()).isEqualTo(1);
            supervisor
                    .control()
                    .sendStdin("p", "lost\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .join();
            Await.until(
                    "it is dropped", () -> account(supervisor, LogStream.STDOUT).dropped() == 5);
            Files.createDirectory(late);
            assertThat(supervisor.control().reopenLogs().join()).isEqualTo(2);
            supervisor
                    .control()
                    .sendStdin("p", "kept\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .join();
            Await.until(
                    "the next is kept",
                    () -> account(supervisor, LogStream.STDOUT).equals(new Account(10, 5, 0, 5, 0)));
        }
        assertThat(Programs.text(late.resolve("log")))
                .isEqualTo("[supervisor: 5 bytes dropped: No such directory]\nkept\n");
        assertThat(Programs.text(mainLog))
                .contains("works again; 5 bytes were dropped: No such directory", "log files reopened: 2");
    }

    @Test
    void aMovedLogIsLeftAloneAfterReopening() throws IOException {
        ProcessSpec program = Programs.perl("p", "while read line; do echo $line; done; exit 5")
                .output(Programs.rawTo(log()))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            supervisor.control().sendStdin("p", new byte[] {'a', '\n'}).join();
            Await.until("a is there", () -> Programs.text(log()).equals("a\n"));
            Files.move(log(), folder.resolve("moved"));
            assertThat(supervisor.control().reopenLogs().join()).isEqualTo(1);
            assertThat(log()).isEmptyFile();
            supervisor.control().sendStdin("p", new byte[] {'b', '\n'}).join();
            Await.until("b is there", () -> Programs.text(log()).equals("b\n"));
            assertThat(account(supervisor, LogStream.STDOUT)).isEqualTo(new Account(4, 4, 0, 0, 0));
        }
        assertThat(Programs.text(folder.resolve("moved"))).isEqualTo("a\n");
    }
}

package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.api.Answer;
import org.supervisor.api.FaultCode;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ProcessSpec;

/** What can be asked of a supervisor, with true children. */
class SupervisorTest {
    private static final String SLEEPS = "exec sleep 1000";

    @TempDir
    private Path folder;

    @Test
    void startsStopsAndStartsAgain() {
        try (Supervisor supervisor = Supervisor.of(Programs.perl("p", SLEEPS).build())) {
            assertThat(supervisor.isAlive("p")).isFalse();
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            ProcessView first = supervisor.process("p");
            assertThat(first.state()).isEqualTo(ProcessState.RUNNING);
            assertThat(Programs.runs(first.pid())).isTrue();

            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(supervisor.isAlive("p")).isFalse();
            assertThat(Programs.runs(first.pid())).isFalse();
            ProcessView stopped = supervisor.process("p");
            assertThat(stopped.state()).isEqualTo(ProcessState.STOPPED);
            assertThat(stopped.pid()).isZero();
            assertThat(stopped.lastRun().exit()).contains(new ExitStatus.Killed(Signal.TERM, false));

            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            assertThat(supervisor.process("p").pid()).isPositive().isNotEqualTo(first.pid());
        }
    }

    @Test
    void answersThatWhatIsSoAlreadyIsFine() {
        try (Supervisor supervisor = Supervisor.of(Programs.perl("p", SLEEPS).build())) {
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(supervisor.kill("p")).isEqualTo(Answer.STOPPED);
            assertThat(supervisor.reload("p")).isEqualTo(Answer.STOPPED);
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            int pid = supervisor.process("p").pid();
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            assertThat(supervisor.process("p").pid()).isEqualTo(pid);
        }
    }

    @Test
    void doesNotKnowOtherNames() {
        try (Supervisor supervisor = Supervisor.of(Programs.perl("p", SLEEPS).build())) {
            assertThat(supervisor.start("q")).isEqualTo(Answer.UNKNOWN);
            assertThat(supervisor.stop("q")).isEqualTo(Answer.UNKNOWN);
            assertThat(supervisor.kill("q")).isEqualTo(Answer.UNKNOWN);
            assertThat(supervisor.reload("q")).isEqualTo(Answer.UNKNOWN);
            assertThatThrownBy(() -> supervisor.isAlive("q"))
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refused -> assertThat(refused.code()).isEqualTo(FaultCode.BAD_NAME));
        }
    }

    @Test
    void refusesTwoProgramsOfOneName() {
        ProcessSpec program = Programs.perl("p", SLEEPS).build();
        assertThatThrownBy(() -> Supervisor.of(program, program))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two programs are called p; names must differ");
    }

    @Test
    void startsWhatIsToStartWithIt() {
        ProcessSpec program = Programs.perl("p", SLEEPS).autoStart(true).build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            Await.until("p is up", () -> supervisor.isAlive("p"));
        }
    }

    @Test
    void reloadSendsTheReloadSignal() {
        Path signals = folder.resolve("signals");
        String line = "trap 'echo HUP >>" + signals + "' HUP; trap 'echo USR1 >>" + signals + "' USR1;"
                + " echo ready >>" + signals + "; while :; do sleep 0.01; done";
        try (Supervisor supervisor = Supervisor.of(
                Programs.perl("hup", line).build(),
                Programs.perl("usr1", line.replace("signals", "others"))
                        .reloadSignal(Signal.USR1)
                        .build())) {
            Map.of("hup", signals, "usr1", folder.resolve("others")).forEach((name, file) -> {
                supervisor.start(name);
                Await.until(name + " is ready", () -> !Programs.lines(file).isEmpty());
                int pid = supervisor.process(name).pid();
                assertThat(supervisor.reload(name)).isEqualTo(Answer.RELOADED);
                Await.until(name + " got its signal", () -> Programs.lines(file).size() > 1);
                assertThat(supervisor.process(name).pid()).isEqualTo(pid);
            });
        }
        assertThat(Programs.lines(signals)).containsExactly("ready", "HUP");
        assertThat(Programs.lines(folder.resolve("others"))).containsExactly("ready", "USR1");
    }

    @Test
    void triesToStartAsOftenAsConfigured() {
        Path tries = folder.resolve("tries");
        ProcessSpec program = Programs.perl("p", "echo try >>" + tries + "; exit 1")
                .startWait(Programs.SOON)
                .startRetries(3)
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.GAVE_UP);
            assertThat(Programs.lines(tries)).hasSize(3);
            ProcessView view = supervisor.process("p");
            assertThat(view.state()).isEqualTo(ProcessState.FATAL);
            assertThat(view.spawnError()).startsWith("Exited too quickly");
        }
    }

    @Test
    void doesNotTryAgainAfterAnExitCodeThatIsNotListed() {
        Path tries = folder.resolve("tries");
        ProcessSpec program = Programs.perl("p", "echo try >>" + tries + "; exit 7")
                .startWait(Duration.ofSeconds(10))
                .startRetries(3)
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.GAVE_UP);
            assertThat(Programs.lines(tries)).hasSize(1);
            assertThat(supervisor.process("p").lastRun().exit()).contains(new ExitStatus.Code(7));
        }
    }

    @Test
    void aStartJoinsOneThatIsUnderWay() {
        ProcessSpec program = Programs.perl("p", "echo $$ >>" + folder.resolve("pids") + "; " + SLEEPS)
                .startWait(Duration.ofMillis(200))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int caller = 0; caller < 20; caller++) {
                answers.add(supervisor.control().ensureStarted("p"));
            }
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(Answer.STARTED));
            assertThat(Programs.lines(folder.resolve("pids")))
                    .containsExactly(Integer.toString(supervisor.process("p").pid()));
        }
    }

    @Test
    void repeatsTheStopSignalThenKills() {
        Path signals = folder.resolve("signals");
        ProcessSpec program = Programs.perl(
                        "p",
                        "trap 'echo TERM >>" + signals + "' TERM; echo ready >>" + signals
                                + "; while :; do sleep 0.01; done")
                .stopRetries(3)
                .stopWait(Duration.ofMillis(300))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("p is ready", () -> !Programs.lines(signals).isEmpty());
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.lines(signals)).containsExactly("ready", "TERM", "TERM", "TERM");
            assertThat(supervisor.process("p").lastRun().exit()).contains(new ExitStatus.Killed(Signal.KILL, false));
        }
    }

    @Test
    void stopsWithTheSignalOfItsChoice() {
        ProcessSpec program = Programs.perl(
                        "p",
                        "trap 'exit 3' USR2; echo ready >" + folder.resolve("ready") + "; while :; do sleep 0.01; done")
                .stopSignal(Signal.USR2)
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("p is ready", () -> Files.exists(folder.resolve("ready")));
            supervisor.stop("p");
            assertThat(supervisor.process("p").lastRun().exit()).contains(new ExitStatus.Code(3));
        }
    }

    @Test
    void killDoesNotAskFirstAndTheProgramStaysDown() {
        Path signals = folder.resolve("signals");
        ProcessSpec program = Programs.supervisord(
                        "p",
                        "trap 'echo TERM >>" + signals + "' TERM; echo ready >>" + signals
                                + "; while :; do sleep 0.01; done")
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("p is ready", () -> !Programs.lines(signals).isEmpty());
            assertThat(supervisor.kill("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.lines(signals)).containsExactly("ready");
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.STOPPED);
        }
    }

    @Test
    void stopsAProgramInTheMiddleOfItsStart() {
        ProcessSpec program =
                Programs.perl("p", SLEEPS).startWait(Duration.ofHours(1)).build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            CompletableFuture<Answer> start = supervisor.control().ensureStarted("p");
            Await.until("p is alive", () -> supervisor.process("p").pid() > 0);
            assertThat(supervisor.isAlive("p")).isTrue();
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(start.join()).isEqualTo(Answer.GAVE_UP);
        }
    }

    @Test
    void restartsAfterTheListedExitCodesOnly() {
        Path lives = folder.resolve("lives");
        String dies = "echo life >>" + lives + "; [ $(wc -l <" + lives + ") -gt 3 ] && exit 5; exit 1";
        try (Supervisor supervisor = Supervisor.of(Programs.perl("p", dies).build())) {
            supervisor.start("p");
            Await.until(
                    "p stays down",
                    () -> supervisor.process("p").lastRun().exit().equals(code(5)));
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.EXITED);
            assertThat(Programs.lines(lives)).hasSize(4);
        }
    }

    private static Optional<ExitStatus> code(int number) {
        return Optional.of(new ExitStatus.Code(number));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /nonexistent/program | can't find command '/nonexistent/program'
        nonexistent-program  | can't find command 'nonexistent-program'
        /etc/passwd          | command at '/etc/passwd' is not executable
        /etc                 | command at '/etc' is a directory
        """)
    void saysPreciselyWhyACommandCannotBeRun(String command, String error) {
        assertThat(refusal(ProcessSpec.builder("p").command(command))).isEqualTo(error);
    }

    @Test
    void saysPreciselyWhichDirectoryCannotBeEntered() {
        assertThat(refusal(ProcessSpec.builder("p").command("/bin/true").directory("/nonexistent/folder")))
                .isEqualTo("cannot enter directory '/nonexistent/folder': No such file or directory (ENOENT)");
    }

    @Test
    void saysPreciselyWhichInterpreterOrFormatIsWrong() throws Exception {
        Path script = folder.resolve("script");
        Files.writeString(script, "#!/nonexistent/interpreter\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(refusal(ProcessSpec.builder("p").command(script.toString())))
                .contains(script.toString())
                .contains("interpreter");
    }

    @Test
    void saysPreciselyWhichUserIsUnknown() {
        assertThat(refusal(ProcessSpec.builder("p").command("/bin/true").user("nobody-of-this-name")))
                .contains("nobody-of-this-name");
    }

    /** Why it could not be started. */
    private static String refusal(ProcessSpec.Builder program) {
        try (Supervisor supervisor = Supervisor.of(
                program.autoStart(false).startWait(Programs.AT_ONCE).build())) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.GAVE_UP);
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.FATAL);
            return supervisor.process("p").spawnError();
        }
    }

    @Test
    void theChildSeesWhatWasConfigured() {
        Path seen = folder.resolve("seen");
        ProcessSpec program = Programs.perl("p", "umask; pwd; /usr/bin/nice; echo $COLOUR; echo $HOME; " + SLEEPS)
                .umask(027)
                .directory("/usr")
                .niceness(3)
                .environment(Map.of("COLOUR", "two words, a=b;;c", "PATH", "/usr/bin:/bin"))
                .output(Programs.rawTo(seen))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("p has told", () -> Programs.lines(seen).size() == 5);
            assertThat(Programs.lines(seen)).containsExactly("0027", "/usr", "3", "two words, a=b;;c", "");
        }
    }

    @Test
    void theChildRunsAsItsUser() {
        assumeTrue(Daemon.isRoot(), "only root can become somebody else");
        Path seen = folder.resolve("seen");
        ProcessSpec program = Programs.perl("p", "id -un; id -gn; " + SLEEPS)
                .user("nobody")
                .output(Programs.rawTo(seen))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Await.until("p has told", () -> Programs.lines(seen).size() == 2);
            assertThat(Programs.lines(seen).getFirst()).isEqualTo("nobody");
            assertThat(Programs.lines(seen).getLast())
                    .isNotEqualTo(Accounts.current().name());
        }
    }

    @Test
    void sendsTextToAChildsInput() {
        Path log = folder.resolve("log");
        ProcessSpec program =
                Programs.perl("p", "exec cat").output(Programs.rawTo(log)).build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            byte[] much = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
            supervisor.control().sendStdin("p", much).join();
            Await.until("all came back", () -> log.toFile().length() == much.length);
        }
    }

    @Test
    void aChildThatDoesNotReadIsNotSentMoreThanAMebibyte() throws IOException {
        Path log = folder.resolve("log");
        Path go = folder.resolve("go");
        ProcessSpec program = Programs.perl("p", "until [ -e " + go + " ]; do sleep 0.02; done; exec cat")
                .output(Programs.rawTo(log))
                .build();
        try (Supervisor supervisor = Supervisor.of(program)) {
            supervisor.start("p");
            Control control = supervisor.control();
            byte[] much = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
            byte[] more = "y".repeat(200_000).getBytes(StandardCharsets.UTF_8);
            control.sendStdin("p", much).join();
            assertThatThrownBy(() -> control.sendStdin("p", more).join())
                    .hasRootCauseMessage(
                            "FAILED: p does not read its standard input: 934464 bytes wait, and 200000 more "
                                    + "would exceed 1048576; nothing of them was taken, send them when it has read");
            byte[] little = {'z'};
            for (int i = 0; i < 1000; i++) {
                control.sendStdin("p", little).join();
            }
            Files.createFile(go);
            Await.until("all came back", () -> log.toFile().length() == 1_001_000);
            control.sendStdin("p", more).join();
            Await.until("more came back", () -> log.toFile().length() == 1_201_000);
            assertThat(Programs.text(log)).isEqualTo("x".repeat(1_000_000) + "z".repeat(1000) + "y".repeat(200_000));
        }
    }

    @Test
    void aProgramWhoseLaunchThrowsKeepsNoOtherFromItsStart() {
        ProcessSpec bad = ProcessSpec.builder("a")
                .command("/bin/sleep", "1000")
                .directory("no\0path")
                .autoStart(true)
                .build();
        ProcessSpec good = Programs.perl("z", SLEEPS).autoStart(true).build();
        try (Supervisor supervisor = Supervisor.of(bad, good)) {
            Await.until("z is up", () -> supervisor.isAlive("z"));
            assertThat(supervisor.process("a").state()).isEqualTo(ProcessState.FATAL);
            assertThat(supervisor.process("a").spawnError()).startsWith("cannot be launched: ");
        }
    }
}

package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.ForksAway;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ReadyRule;
import org.supervisor.server.process.StartRule;

/** Programs whose first process forks another one away and ends. */
@Tag("children")
class ForkedProgramTest {
    private static final String EXPECTED = "; expected the pid of the process that it has forked away";
    private static final int NO_PIDFD = -1;
    private static final String FORKS =
            "(setsid sh -c 'echo $$ >@pid; echo begun; exec sleep 1000' &); while ! test -s @pid; do sleep 0.01; done";

    @TempDir
    private Path folder;

    private String in(String text) {
        return text.replace("@", folder + "/");
    }

    private String text(String file) {
        return Programs.text(folder.resolve(file)).strip();
    }

    private ProcessSpec.Builder program(String line) {
        return Programs.supervisord("p", in(line))
                .startRetries(1)
                .output(Programs.rawTo(folder.resolve("out")))
                .aspect(new ForksAway(folder.resolve("pid")));
    }

    private static String error(Supervisor supervisor) {
        return supervisor.process("p").spawnError();
    }

    @Test
    void theProcessOfThePidfileIsSupervised() {
        try (Supervisor supervisor =
                Supervisor.of(program("rm -f @pid; " + FORKS).build())) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            int main = Integer.parseInt(text("pid"));
            assertThat(supervisor.process("p").pid()).isEqualTo(main);
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.RUNNING);
            Await.until("its output is logged", () -> text("out").equals("begun"));
            Processes.signal(main, NO_PIDFD, Signal.KILL);
            Await.until("another one is supervised", () -> {
                int pid = supervisor.process("p").pid();
                return pid != 0 && pid != main;
            });
            int next = supervisor.process("p").pid();
            assertThat(text("pid")).isEqualTo(Integer.toString(next));
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.runs(next)).isFalse();
        }
    }

    private void failsWith(String line, String reason) {
        try (Supervisor supervisor = Supervisor.of(program(line).build())) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.GAVE_UP);
            assertThat(error(supervisor)).isEqualTo(in(reason));
        }
    }

    @Test
    void aFileThatNeverAppearsIsAFailedLaunchAndWhatWasForkedAwayIsEnded() {
        failsWith(
                "(setsid sh -c 'echo $$ >@other; exec sleep 1000' &); while ! test -s @other; do sleep 0.01; done",
                "its first process has ended, and after 1 s @pid is not there" + EXPECTED);
        assertThat(Programs.runs(Integer.parseInt(text("other")))).isFalse();
    }

    @Test
    void aFirstProcessThatFailsIsAFailedLaunch() {
        failsWith("exit 3", "its first process has ended before it has forked away: exit status 3");
    }

    @Test
    void aPidOfNoProcessIsAFailedLaunch() {
        failsWith(
                "echo 999999999 >@pid",
                "its first process has ended, and after 1 s @pid names pid 999999999, which does not run" + EXPECTED);
    }

    @Test
    void aPidOfAnotherProgramIsAFailedLaunchAndThatRunsOn() throws IOException {
        Process other = new ProcessBuilder("sleep", "1000").start();
        try {
            failsWith(
                    "echo " + other.pid() + " >@pid",
                    "its first process has ended, and after 1 s @pid names pid " + other.pid()
                            + ", which is no process of this program" + EXPECTED);
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void aFileWithoutAPidIsAFailedLaunch() {
        failsWith("echo none >@pid", "its first process has ended, and after 1 s @pid does not have a pid" + EXPECTED);
    }

    @Test
    void aFileThatWouldBlockItsReaderIsAFailedLaunch() {
        failsWith("mkfifo @pid", "its first process has ended, and after 1 s @pid is no regular file" + EXPECTED);
    }

    @Test
    void aFileThatIsWrittenLateIsWaitedFor() {
        String late = "rm -f @pid; (setsid sh -c 'sleep 1; echo $$ >@pid; exec sleep 1000' &)";
        try (Supervisor supervisor = Supervisor.of(program(late)
                .start(new StartRule(
                        Duration.ofSeconds(30), 1, new Backoff.Constant(Duration.ofSeconds(1)), Dialect.SUPERVISORD))
                .build())) {
            var _ = supervisor.control().start("p", false);
            Await.until("it is found", () -> supervisor.process("p").pid() != 0);
            assertThat(text("pid"))
                    .isEqualTo(Integer.toString(supervisor.process("p").pid()));
            supervisor.stop("p");
        }
    }

    @Test
    void aFirstProcessThatDoesNotEndIsAFailedLaunch() {
        try (Supervisor supervisor = Supervisor.of(program("trap '' TERM; while :; do sleep 0.1; done")
                .stopWait(Duration.ofMillis(200))
                .aspect(new ForksAway(folder.resolve("pid"), Duration.ofMillis(300)))
                .build())) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.GAVE_UP);
            assertThat(error(supervisor)).contains("has not ended within 0.3 s (pidfile_timeout)");
        }
    }

    @Test
    void aStopInTheMiddleOfALaunchEndsAllOfIt() {
        String line = "(setsid sh -c 'echo $$ >@other; exec sleep 1000' &); exec sleep 1000";
        try (Supervisor supervisor = Supervisor.of(program(line).build())) {
            var _ = supervisor.control().start("p", false);
            Await.until("it has forked", () -> !text("other").isEmpty());
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.runs(Integer.parseInt(text("other")))).isFalse();
        }
    }

    private static final String REPORTS = """
        import os, socket, sys, time
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        def send(text):
            s.sendto(text.encode(), os.environ['NOTIFY_SOCKET'])
        if os.fork() == 0:
            os.setsid()
            main = os.fork()
            if main == 0:
                time.sleep(1000)
            send('MAINPID=%d\\nREADY=1' % main)
            open('@main', 'w').write(str(main))
            os._exit(0)
        os.wait()
        sys.exit(0)
        """;

    private ProcessSpec.Builder reporting(String script) throws IOException {
        Files.writeString(folder.resolve("p.py"), script);
        return Programs.supervisord("p", in("exec python3 @p.py"))
                .startRetries(1)
                .aspect(new HealthChecks(
                        Optional.of(new HealthChecks.Ready(
                                new ReadyRule.Notify(),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1))),
                        Optional.empty()));
    }

    @Test
    void theProcessThatIsReportedIsSupervisedThoughTheFirstEndsAtOnce() throws IOException {
        try (Supervisor supervisor = Supervisor.of(reporting(in(REPORTS)).build())) {
            assertThat(supervisor.start("p")).isEqualTo(Answer.STARTED);
            Await.until("it has written", () -> !text("main").isEmpty());
            int main = Integer.parseInt(text("main"));
            assertThat(supervisor.process("p").pid()).isEqualTo(main);
            assertThat(supervisor.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(Programs.runs(main)).isFalse();
        }
    }

    @Test
    void aProcessOfAnotherProgramCannotBeReported() throws IOException {
        Process other = new ProcessBuilder("sleep", "1000").start();
        Path log = folder.resolve("log");
        try (Supervisor supervisor = Supervisor.builder()
                .program(reporting("""
                    import os, socket, time
                    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                    s.sendto(b'MAINPID=%d\\nREADY=1', os.environ['NOTIFY_SOCKET'])
                    time.sleep(1000)
                    """.formatted(other.pid())).build())
                .logfile(log)
                .start()) {
            supervisor.start("p");
            assertThat(supervisor.process("p").pid()).isNotEqualTo((int) other.pid());
            Await.until(
                    "it is said",
                    () -> Programs.text(log)
                            .contains("'p': ignored MAINPID=" + other.pid() + ": it is pid " + other.pid()
                                    + ", which is no process of this program"));
            supervisor.stop("p");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroyForcibly();
        }
    }

    private DaemonProcess daemon() throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, in("""
            [supervisord]
            logfile = @log
            pidfile = @dpid
            statedir = @state
            [program:p]
            command = sh @line
            pidfile = %(here)s/pid
            startsecs = 0
            autorestart = false
            """));
        // without its variables it is known as an orphan that the daemon was given
        Files.writeString(
                folder.resolve("line"),
                in("rm -f @pid\n"
                        + "(env -i PATH=$PATH setsid sh -c 'echo $$ >@pid; while ! test -e @end; do sleep 0.05;"
                        + " done; exit 7' &)\n"
                        + "while ! test -s @pid; do sleep 0.01; done\n"));
        return new DaemonProcess(List.of(), "supervisord", folder, List.of("-n", "-c", file.toString()));
    }

    @Test
    void theDaemonReapsItAndKnowsItsExitStatus() throws IOException {
        try (DaemonProcess daemon = daemon()) {
            daemon.until("p runs", () -> text("log").contains("entered RUNNING state"));
            Files.createFile(folder.resolve("end"));
            daemon.until("p exits", () -> text("log").contains("exited: p (exit status 7; not expected)"));
        }
    }

    @Test
    void theNextDaemonAdoptsItAndStopsIt() throws IOException {
        int main;
        try (DaemonProcess daemon = daemon()) {
            daemon.until("p runs", () -> text("log").contains("entered RUNNING state"));
            main = Integer.parseInt(text("pid"));
            daemon.signal(Signal.KILL);
            daemon.exitStatus();
        }
        try (DaemonProcess daemon = daemon()) {
            daemon.until("it is adopted", () -> text("log").contains("adopted: 'p' with pid " + main));
            daemon.signal(Signal.TERM);
            daemon.exitStatus();
            assertThat(Programs.runs(main)).isFalse();
        }
    }
}

package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Processes;

/** Children that the daemon has not started, as process 1 has. */
@Tag("children")
class OrphanReaperTest {
    private static final List<String> AS_PROCESS_1 = List.of("unshare", "-mpf", "--kill-child");
    private static final List<String> AS_SUBREAPER = List.of(
            "python3",
            "-c",
            "import ctypes, os, sys; ctypes.CDLL(None).prctl(36, 1, 0, 0, 0); os.execvp(sys.argv[1], sys.argv[1:])");
    private static final List<String> WITH_CHILDREN = List.of("sh", "-c", "sh -c 'exit 7' & exec \"$@\"", "sh");
    private static final int NO_PIDFD = -1;
    private static final Duration FOR_A_THOUSAND = Duration.ofMinutes(3); // forks, on a busy machine

    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @AfterEach
    void endDaemon() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private DaemonProcess start(List<String> through, String programs) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(
                file, "[supervisord]\nlogfile = " + folder + "/log\npidfile = " + folder + "/pid\n" + programs);
        return new DaemonProcess(through, "supervisord", folder, List.of("-n", "-c", file.toString()));
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    private long count(String regex) {
        return Pattern.compile(regex).matcher(log()).results().count();
    }

    /** Children of the daemon that have ended and were not reaped. */
    private static List<Integer> zombiesOf(int daemon) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .map(path -> path.getFileName().toString())
                    .filter(name -> name.matches("[0-9]+"))
                    .filter(name -> isZombieOf(daemon, Programs.textOrNothing(Path.of("/proc", name, "stat"))))
                    .map(Integer::valueOf)
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static boolean isZombieOf(int parent, String stat) {
        return stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z " + parent + " ");
    }

    private static final String ORPHANS = """
        [program:p]
        command = sh -c "(sh -c 'exit 7' &); (sh -c 'kill -9 $$' &); exec sleep 1000"
        """;

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "SIGINT"})
    void process1ReapsOrphansAndEndsWhenASignalAsks(String signal) throws IOException {
        Assumptions.assumeTrue(Daemon.isRoot(), "only root can make a process 1");
        daemon = start(AS_PROCESS_1, ORPHANS);
        awaitBothOrphans();
        assertThat(Programs.text(folder.resolve("pid"))).isEqualTo("1\n");
        Processes.signal(daemon.child(), NO_PIDFD, Signal.parse(signal).orElseThrow());
        assertThat(daemon.exitStatus()).isZero();
        assertThat(log()).contains("received " + signal + " indicating exit request", "stopped: p (");
    }

    @Test
    void aSubreaperReapsOrphans() throws IOException {
        daemon = start(AS_SUBREAPER, ORPHANS);
        awaitBothOrphans();
        Await.until("no zombie is left", () -> zombiesOf((int) daemon.pid()).isEmpty());
    }

    private void awaitBothOrphans() {
        daemon.until(
                "both orphans are reaped",
                () -> count("INFO reaped unknown pid [0-9]+ \\(exit status 7\\)") == 1
                        && count("INFO reaped unknown pid [0-9]+ \\(terminated by SIGKILL\\)") == 1);
    }

    @Test
    void childrenFromBeforeExecAreReaped() throws IOException {
        daemon = start(WITH_CHILDREN, "");
        daemon.until("it is reaped", () -> count("reaped unknown pid [0-9]+ \\(exit status 7\\)") == 1);
    }

    @Test
    void aThousandOrphansAtOnceAreReapedByASubreaperAndNoStatusOfOursIsLost() throws IOException {
        reapsAThousand(AS_SUBREAPER);
        Await.until(
                "the others are counted",
                () -> count("reaped [0-9]+ more unknown pids within a minute") >= 1,
                FOR_A_THOUSAND);
        assertThat(zombiesOf((int) daemon.pid())).isEmpty();
    }

    @Test
    void aThousandOrphansAtOnceAreReapedByProcess1AndNoStatusOfOursIsLost() throws IOException {
        Assumptions.assumeTrue(Daemon.isRoot(), "only root can make a process 1");
        reapsAThousand(AS_PROCESS_1);
        Await.until("no zombie is left", () -> zombiesOf(daemon.child()).isEmpty(), FOR_A_THOUSAND);
        Processes.signal(daemon.child(), NO_PIDFD, Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
    }

    private void reapsAThousand(List<String> through) throws IOException {
        daemon = start(through, """
            [program:storm]
            command = python3 @STORM@
            startsecs = 0
            autorestart = false
            [program:ours]
            command = sh -c 'exit 3'
            numprocs = 60
            process_name = %(program_name)s_%(process_num)s
            startsecs = 0
            autorestart = false
            [program:missing]
            command = @SCRIPT@
            numprocs = 20
            process_name = %(program_name)s_%(process_num)s
            startretries = 0
            """.replace("@SCRIPT@", script()).replace("@STORM@", storm()));
        Await.until(
                "ten are named", () -> count("reaped unknown pid [0-9]+ \\(exit status 7\\)") >= 10, FOR_A_THOUSAND);
        Await.until(
                "ours are reported",
                () -> count("exited: ours_[0-9]+ \\(exit status 3; not expected\\)") == 60,
                FOR_A_THOUSAND);
    }

    /** A thousand children of one parent that end all at once when it has ended. */
    private String storm() throws IOException {
        return Files.writeString(folder.resolve("storm.py"), """
            import os
            reader, writer = os.pipe()
            for _ in range(1000):
                if os.fork() == 0:
                    os.close(writer)
                    os.read(reader, 1)
                    os._exit(7)
            """).toString();
    }

    /** A file that looks like a program and that exec(2) refuses: the C library's own child ends then. */
    private String script() throws IOException {
        Path script = folder.resolve("script");
        Files.writeString(script, "#!/no/such/interpreter\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }
}

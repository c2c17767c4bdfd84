package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;

/** What children get from the daemon, and what it keeps for itself. */
@Tag("children")
class ChildAttributesTest {
    private static final List<String> STARTED_WITH =
            List.of("sh", "-c", "umask 0; ulimit -Sn 512; echo 500 >/proc/self/oom_score_adj; exec \"$@\"", "sh");

    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @AfterEach
    void endDaemon() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private void start(String settings, String line) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            %s
            [program:p]
            command = %s
            stdout_logfile = @DIR@/out
            """.formatted(settings, line).replace("@DIR@", folder.toString()));
        daemon = new DaemonProcess(STARTED_WITH, "supervisord", folder, List.of("-n", "-c", file.toString()));
    }

    private String out() {
        return Programs.text(folder.resolve("out"));
    }

    private static final String REPORT =
            "sh -c \"ulimit -n; umask; cat /proc/self/oom_score_adj; echo end; exec sleep 1000\"";

    @Test
    void childrenKeepWhatTheDaemonWasStartedWith() throws IOException {
        start("minfds = 256", REPORT);
        daemon.until("the child has reported", () -> out().endsWith("end\n"));
        assertThat(out()).isEqualTo("512\n0000\n500\nend\n");
    }

    @Test
    void minfdsRaisesTheLimitOfChildrenToo() throws IOException {
        start("minfds = 700\numask = 002", REPORT);
        daemon.until("the child has reported", () -> out().endsWith("end\n"));
        assertThat(out()).isEqualTo("700\n0002\n500\nend\n");
    }

    @Test
    void noOtherUserMayWriteTheDaemonsFiles() throws IOException {
        start("minfds = 256", REPORT);
        daemon.until("the child has reported", () -> out().endsWith("end\n"));
        for (String file : List.of("log", "pid", "out")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void theKernelPrefersChildrenWhenMemoryIsFull() throws IOException {
        start("minfds = 256", REPORT);
        daemon.until("the child has reported", () -> out().endsWith("end\n"));
        assertThat(Programs.text(Path.of("/proc", Long.toString(daemon.pid()), "oom_score_adj")))
                .isEqualTo("0\n");
    }

    @Test
    void aTerminalThatAChildOpensDoesNotBecomeItsControllingTerminal() throws IOException {
        Path script = folder.resolve("opens.py");
        Files.writeString(script, """
            import os, time
            master, slave = os.openpty()
            name = os.ttyname(slave)
            os.close(slave)
            opened = os.open(name, os.O_RDWR)
            os.close(master)  # hangs up
            time.sleep(0.1)
            print('still here', open('/proc/self/stat').read().rsplit(')', 1)[1].split()[4], flush=True)
            time.sleep(1000)
            """);
        start("minfds = 256", "python3 " + script);
        daemon.until("the child has survived the hang-up", () -> out().startsWith("still here "));
        assertThat(out()).isEqualTo("still here 0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"USR1,ALRM,STKFLT,XCPU,VTALRM,PROF,IO,PWR,34,35,50,63,64"})
    void unexpectedSignalsAreIgnoredByTheDaemonOnly(String signals) throws IOException {
        start("minfds = 256", "sh -c \"grep SigIgn /proc/self/status; exec sleep 1000\"");
        daemon.until("the child has reported", () -> !out().isEmpty());
        assertThat(out()).isEqualTo("SigIgn:\t0000000000000000\n");
        for (String signal : signals.split(",", -1)) {
            daemon.signal(Signal.parse(signal).orElseThrow());
        }
        daemon.signal(Signal.USR2);
        daemon.until(
                "a later signal is obeyed",
                () -> Programs.text(folder.resolve("log")).contains("received SIGUSR2 indicating log reopen request"));
    }

    @Test
    void aChildHasItsOwnLimitsAndTheVariablesOfItsFiles() throws IOException {
        Path variables = Files.writeString(folder.resolve("web.env"), "FROM_FILE='one two'\nPATH=/nowhere\n");
        start(
                "minfds = 256",
                "sh -c \"ulimit -Sn; echo $FROM_FILE; echo $HOME; echo end; exec /bin/sleep 1000\"\nlimit_nofile = 99"
                        + "\nenv_file = " + variables + "\nclear_environment = true");
        daemon.until("the child has reported", () -> out().endsWith("end\n"));
        assertThat(out()).isEqualTo("99\none two\n\nend\n");
    }
}

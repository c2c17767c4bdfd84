package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;

/** The daemon runs in the foreground of a terminal, and that goes away. */
@Tag("children")
class TerminalHangupTest {
    private static final int NO_PIDFD = -1;

    /** Runs a command as the leader of a new terminal's session, or beside it, and closes the terminal on request. */
    private static final String ON_A_TERMINAL = """
        import os, pty, select, signal, sys, threading, time
        how, told = sys.argv[1], sys.argv[2]
        pid, terminal = pty.fork()
        if pid == 0:
            if how == 'beside':
                signal.signal(signal.SIGHUP, signal.SIG_IGN)
                if os.fork():
                    os.wait()
                    os._exit(0)
                signal.signal(signal.SIGHUP, signal.SIG_DFL)
                os.setpgid(0, 0)
            os.execvp(sys.argv[3], sys.argv[3:])
        while not os.path.exists(told):
            if select.select([terminal], [], [], 0.01)[0]:
                os.read(terminal, 10000)
        os.close(terminal)
        os.waitpid(pid, 0)
        """;

    private static final String TALKING = """
        [program:talking]
        command = sh -c "while :; do echo something; sleep 0.01; done"
        startsecs = 0
        stdout_logfile = /dev/stdout
        stdout_logfile_maxbytes = 0
        [program:quiet]
        command = sleep 1000
        startsecs = 0
        """;

    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    /** The daemon itself first: without its terminal it would only start over. */
    @AfterEach
    void endDaemon() {
        String pid = Programs.text(folder.resolve("pid")).strip();
        if (!pid.isEmpty()) {
            Processes.signal(Integer.parseInt(pid), NO_PIDFD, Signal.TERM);
            Await.until("the daemon has gone", () -> !Programs.runs(Integer.parseInt(pid)));
        }
        daemon.close();
    }

    private void start(String how) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(
                file, "[supervisord]\nlogfile = " + folder + "/log\npidfile = " + folder + "/pid\n" + TALKING);
        Path script = Files.writeString(folder.resolve("terminal.py"), ON_A_TERMINAL);
        List<String> through = List.of(
                "python3", script.toString(), how, folder.resolve("told").toString());
        daemon = new DaemonProcess(through, "supervisord", folder, List.of("-n", "-c", file.toString()));
        daemon.until("both programs run", () -> count("success: (talking|quiet) entered RUNNING state") == 2);
    }

    private long count(String regex) {
        return Pattern.compile(regex)
                .matcher(Programs.text(folder.resolve("log")))
                .results()
                .count();
    }

    private void terminate() {
        int pid = Integer.parseInt(Programs.text(folder.resolve("pid")).strip());
        Processes.signal(pid, NO_PIDFD, Signal.TERM);
        daemon.exitStatus();
        assertThat(count("stopped: quiet")).isPositive();
        assertThat(Programs.runs(pid)).isFalse();
    }

    @Test
    void startsOverWhenItLedTheSessionOfTheTerminal() throws IOException {
        start("leading");
        Files.createFile(folder.resolve("told"));
        daemon.until("it starts over", () -> count("received SIGHUP indicating restart request") == 1);
        daemon.until("all run again", () -> count("success: (talking|quiet) entered RUNNING state") == 4);
        terminate();
    }

    @Test
    void goesOnWithoutTheTerminalWhenItGotNoSignal() throws IOException {
        start("beside");
        Files.createFile(folder.resolve("told"));
        daemon.until("it has noticed", () -> count("/dev/stdout: .*Input/output error") >= 1);
        assertThat(count("received SIGHUP")).isZero();
        terminate();
    }
}

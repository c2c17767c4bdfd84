package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Processes;

/** Signals to a daemon that ends already, in supervisord's dialect; the order of events is supervisord's own. */
@Tag("children")
class SecondSignalTest {
    private static final int NO_PIDFD = -1;

    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @BeforeEach
    void start() throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = %1$s/log
            pidfile = %1$s/pid
            [program:deaf]
            command = sh -c "trap '' TERM; echo trapped >%1$s/trapped; while :; do sleep 1; done"
            stopwaitsecs = 600
            """.formatted(folder));
        daemon = new DaemonProcess("supervisord", folder, List.of("-n", "-c", file.toString()));
        daemon.until("the program ignores TERM", () -> Files.exists(folder.resolve("trapped")));
    }

    @AfterEach
    void endDaemon() {
        endProgram();
        daemon.close();
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    private void send(Signal signal, String line, int times) {
        daemon.signal(signal);
        daemon.until(
                "the line " + line,
                () -> Pattern.compile(Pattern.quote(line))
                                .matcher(log())
                                .results()
                                .count()
                        == times);
    }

    private void endProgram() {
        Matcher spawned = Pattern.compile("spawned: 'deaf' with pid ([0-9]+)").matcher(log());
        while (spawned.find()) {
            Processes.signal(Integer.parseInt(spawned.group(1)), NO_PIDFD, Signal.KILL);
        }
    }

    @Test
    void isLoggedAndLeavesProgramsTheirGrace() {
        send(Signal.TERM, "received SIGTERM indicating exit request", 1);
        send(Signal.TERM, "received SIGTERM indicating exit request", 2);
        send(Signal.INT, "received SIGINT indicating exit request", 1);
        send(Signal.HUP, "ignored SIGHUP indicating restart request (shutdown in progress)", 1);
        assertThat(log()).doesNotContain("killing 'deaf'");
        endProgram();
        assertThat(daemon.exitStatus()).isZero();
    }

    @Test
    void makesARestartAnEnd() {
        send(Signal.HUP, "received SIGHUP indicating restart request", 1);
        send(Signal.HUP, "received SIGHUP indicating restart request", 2);
        send(Signal.TERM, "received SIGTERM indicating exit request", 1);
        endProgram();
        assertThat(daemon.exitStatus()).isZero();
        assertThat(log()).containsOnlyOnce("supervisord started with pid");
    }
}

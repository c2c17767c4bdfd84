package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.client.SupervisorClient;

/** A daemon dies while a command of a program runs, and another takes over. */
@Tag("children")
class HooksAcrossDaemonsTest {
    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();
    private final SupervisorClient client = SupervisorClient.builder()
            .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
            .build();
    private DaemonProcess daemon;

    @AfterEach
    void end() {
        client.close();
        if (daemon != null) {
            daemon.close();
        }
    }

    private void start(String... lines) throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(
                file, """
                    [supervisord]
                    logfile = %1$s/log
                    pidfile = %1$s/pid
                    statedir = %1$s/state
                    [inet_http_server]
                    port = 127.0.0.1:%2$d
                    [rpcinterface:supervisor]
                    supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
                    [program:p]
                    command = sleep 1000
                    startsecs = 0
                    """.formatted(folder, port) + String.join("\n", lines).replace("@", folder + "/") + "\n");
        long starts = starts();
        daemon = new DaemonProcess("supervisord", folder, List.of("-n", "-c", file.toString()));
        daemon.until("it has started", () -> starts() > starts);
    }

    private long starts() {
        return Programs.text(folder.resolve("log"))
                .lines()
                .filter(line -> line.contains("supervisord started with pid"))
                .count();
    }

    private long lines(String file) {
        return Programs.lines(folder.resolve(file)).size();
    }

    private ProcessState state() {
        return client.supervisor().processInfo("p").state();
    }

    private void kill() {
        daemon.signal(Signal.KILL);
        daemon.exitStatus();
    }

    @Test
    void theNextDaemonRunsPreStopAgainAndGoesOn() throws IOException {
        String[] lines = {"pre_stop = echo x >>@seen; while ! test -e @go; do sleep 0.05; done"};
        start(lines);
        daemon.until("p runs", () -> state() == ProcessState.RUNNING);
        client.supervisor().stopProcess("p", false);
        daemon.until("pre_stop runs", () -> lines("seen") == 1);
        kill();
        start(lines);
        daemon.until("pre_stop runs again", () -> lines("seen") == 2);
        assertThat(state()).isEqualTo(ProcessState.STOPPING);
        Files.writeString(folder.resolve("go"), "yes");
        daemon.until("p is stopped", () -> state() == ProcessState.STOPPED);
    }

    @Test
    void theNextDaemonPreparesTheLaunchAgain() throws IOException {
        String[] lines = {"pre_start = echo x >>@seen; while ! test -e @go; do sleep 0.05; done"};
        start(lines);
        daemon.until("pre_start runs", () -> lines("seen") == 1);
        kill();
        start(lines);
        daemon.until("pre_start runs again", () -> lines("seen") == 2);
        Files.writeString(folder.resolve("go"), "yes");
        daemon.until("p runs", () -> state() == ProcessState.RUNNING);
    }
}

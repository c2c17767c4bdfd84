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
import org.supervisor.api.Signal;
import org.supervisor.client.SupervisorClient;

/** What the audit log has of daemons that restart, are killed, and end. */
@Tag("children")
class AuditAcrossDaemonsTest {
    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();
    private DaemonProcess daemon;

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private void start() throws IOException {
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = %1$s/log
            pidfile = %1$s/pid
            audit_logfile = %1$s/audit.log
            [inet_http_server]
            port = 127.0.0.1:%2$d
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            """.formatted(folder, port));
        int starts = count("\"event\":\"start\"");
        daemon = new DaemonProcess("supervisord", folder, List.of("-n", "-c", file.toString()));
        daemon.until("it has started", () -> count("\"event\":\"start\"") > starts && answers());
    }

    private boolean answers() {
        return Programs.text(folder.resolve("log")).contains("supervisord started with pid " + daemon.pid());
    }

    private String text() {
        Path log = folder.resolve("audit.log");
        return Files.exists(log) ? Programs.text(log) : "";
    }

    private int count(String part) {
        return text().split(part, -1).length - 1;
    }

    private SupervisorClient client() {
        return SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .build();
    }

    @Test
    void theChainHasStartsSignalsAndEndsOfAllDaemonsInOrder() throws IOException {
        start();
        try (SupervisorClient client = client()) {
            client.supervisor().clearLog();
        }
        daemon.signal(Signal.KILL);
        daemon.exitStatus();
        start();
        daemon.signal(Signal.HUP);
        daemon.until("it has restarted", () -> count("\"event\":\"start\"") == 3);
        daemon.until(
                "it answers",
                () -> Programs.text(folder.resolve("log"))
                                .split("supervisord started with pid " + daemon.pid(), -1)
                                .length
                        > 2);
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();

        List<String> lines = text().lines().toList();
        assertThat(lines)
                .extracting(line -> line.replaceAll(".*\"event\":\"(\\w+)\".*\"what\":\"([\\w.]+)\".*", "$1 $2"))
                .containsExactly(
                        "start supervisor",
                        "call supervisor.clearLog",
                        "start supervisor",
                        "signal SIGHUP",
                        "end restarting",
                        "start supervisor",
                        "signal SIGTERM",
                        "end shutdown");
        for (int at = 0; at < lines.size(); at++) {
            assertThat(lines.get(at)).startsWith("{\"seq\":" + (at + 1) + ",");
        }
    }
}

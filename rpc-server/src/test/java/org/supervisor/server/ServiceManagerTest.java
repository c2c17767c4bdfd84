package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.os.Processes;

/** What a service manager such as systemd gets to know, by the protocol of sd_notify(3). */
@Tag("children")
class ServiceManagerTest {
    /** Receives messages on a UNIX socket, and writes each as a line. */
    private static final String RECEIVER = """
        import socket, sys
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        name = sys.argv[1]
        s.bind("\\0" + name[1:] if name[0] == "@" else name)
        with open(sys.argv[2], "a", buffering=1) as out:
            out.write("bound\\n")
            while True:
                out.write(s.recv(4096).decode().replace("\\n", " ") + "\\n")
        """;

    @TempDir
    private Path folder;

    private final int port = DaemonProcess.freePort();
    private DaemonProcess daemon;
    private Process receiver;

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
        receiver.destroyForcibly();
    }

    private void start(String socket, Map<String, String> more) throws IOException {
        receiver = new ProcessBuilder(
                        "python3",
                        "-c",
                        RECEIVER,
                        socket,
                        folder.resolve("messages").toString())
                .inheritIO()
                .start();
        Await.until("the receiver listens", () -> messages().contains("bound"));
        Path file = folder.resolve("s.conf");
        Files.writeString(file, """
            [supervisord]
            logfile = %1$s/log
            pidfile = %1$s/pid
            statedir = %1$s/state
            [inet_http_server]
            port = 127.0.0.1:%2$d
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [program:env]
            command = sh -c 'env | sort; ulimit -n; umask; exec sleep 1000'
            stdout_logfile = %1$s/env
            """.formatted(folder, port));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("NOTIFY_SOCKET", socket);
        daemon = DaemonProcess.byScript("supervisord", folder, List.of("-n", "-c", file.toString()), environment);
        until(1, "READY=1");
    }

    private List<String> messages() {
        Path file = folder.resolve("messages");
        return Files.exists(file) ? Programs.text(file).lines().toList() : List.of();
    }

    private void until(int count, String message) {
        Await.until(message + " comes", () -> count(message) == count);
    }

    private long count(String message) {
        return messages().stream().filter(line -> line.startsWith(message)).count();
    }

    @Test
    void hearsOfEachStepInOrder() throws IOException {
        start(folder.resolve("notify").toString(), Map.of("WATCHDOG_USEC", "1000000"));
        daemon.until("the watchdog is fed", () -> count("WATCHDOG=1") > 1);
        try (SupervisorClient client = SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .requestTimeout(Duration.ofMinutes(2))
                .build()) {
            String before = written(1);
            assertThat(before).doesNotContain("NOTIFY_SOCKET", "WATCHDOG", "SUPERVISOR_RPC");
            client.upgrade();
            until(2, "READY=1");
            client.supervisor().stopProcess("env");
            client.supervisor().startProcess("env");
            assertThat(written(2)).isEqualTo(before + before); // the same environment and limits
            client.supervisor().restart();
            until(3, "READY=1");
        }
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
        until(1, "STOPPING=1");
        assertThat(messages().stream().filter(line -> !line.startsWith("WATCHDOG=1")))
                .map(line -> line.replaceAll("USEC=\\d+", "USEC=..."))
                .containsExactly(
                        "bound",
                        "READY=1 STATUS=Supervises 1 process",
                        "RELOADING=1 MONOTONIC_USEC=... STATUS=Starting over",
                        "READY=1 STATUS=Supervises 1 process",
                        "RELOADING=1 MONOTONIC_USEC=... STATUS=Starting over",
                        "READY=1 STATUS=Supervises 1 process",
                        "STOPPING=1 STATUS=Ending");
    }

    @Test
    void hearsOfAHangupAndOfADetach() throws IOException {
        start(folder.resolve("notify").toString(), Map.of());
        daemon.signal(Signal.HUP);
        until(2, "READY=1");
        int left;
        try (SupervisorClient client = SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .build()) {
            daemon.until("it runs", () -> client.supervisor().processInfo("env").state() == ProcessState.RUNNING);
            left = client.supervisor().processInfo("env").pid();
            client.detach();
        }
        try {
            assertThat(daemon.exitStatus()).isZero();
            until(1, "STOPPING=1");
            assertThat(messages())
                    .map(line -> line.replaceAll("USEC=\\d+", "USEC=..."))
                    .containsExactly(
                            "bound",
                            "READY=1 STATUS=Supervises 1 process",
                            "RELOADING=1 MONOTONIC_USEC=... STATUS=Starting over",
                            "READY=1 STATUS=Supervises 1 process",
                            "STOPPING=1 STATUS=Ending");
        } finally {
            Processes.signal(left, -1, Signal.KILL);
        }
    }

    private String written(int times) {
        Path file = folder.resolve("env");
        daemon.until(
                "it has written its environment",
                () -> Files.exists(file)
                        && Programs.text(file)
                                        .lines()
                                        .filter(line -> line.matches("0\\d\\d\\d"))
                                        .count()
                                == times);
        return Programs.text(file);
    }

    @Test
    void isReachedByAnAbstractName() throws IOException {
        start("@supervisor-rpc-test-" + port, Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "1"));
        daemon.close();
        until(1, "STOPPING=1");
        assertThat(count("WATCHDOG=1")).isZero(); // that is for another process
    }
}

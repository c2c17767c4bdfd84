package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ProcessSpec;

/** Checks of true children. */
class HealthTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static ProcessSpec.Builder program(String shell) {
        return Programs.perl("p", shell).autoStart(true).startWait(Duration.ZERO);
    }

    private static HealthChecks ready(Probe probe, Duration checkTimeout) {
        return new HealthChecks(Optional.of(new HealthChecks.Ready(probe, LONG, SOON, checkTimeout)), Optional.empty());
    }

    private static void awaitDescription(Supervisor supervisor, String part) {
        Await.until(part, () -> supervisor.process("p").spawnError().contains(part));
        assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.STARTING);
    }

    private static void awaitRunning(Supervisor supervisor) {
        Await.until("p runs", () -> supervisor.process("p").state() == ProcessState.RUNNING);
    }

    @Test
    void aCommandDecidesWhetherAProgramIsReady() throws IOException {
        Path flag = folder.resolve("flag");
        Probe probe = new Probe.Exec("test -e " + flag + " || { echo no flag; exit 3; }");
        try (Supervisor supervisor = Supervisor.of(
                program("exec sleep 1000").aspect(ready(probe, LONG)).build())) {
            awaitDescription(supervisor, "no flag");
            Files.createFile(flag);
            awaitRunning(supervisor);
            assertThat(supervisor.process("p").spawnError()).isEmpty();
        }
    }

    @Test
    void aCommandThatHangsIsKilledWithAllThatItHasLaunched() throws IOException {
        Path pids = folder.resolve("pids");
        Probe probe = new Probe.Exec("sleep 1000 & echo $! >>" + pids + "; wait");
        try (Supervisor supervisor = Supervisor.of(program("exec sleep 1000")
                .aspect(ready(probe, Duration.ofMillis(500)))
                .build())) {
            awaitDescription(supervisor, "did not answer within 0.5 s");
            int first = Integer.parseInt(Files.readAllLines(pids).getFirst());
            Await.until("it is killed", () -> !Programs.runs(first));
        }
    }

    @Test
    void aPortDecidesWhetherAProgramIsReady() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (Supervisor supervisor = Supervisor.of(program("exec sleep 1000")
                .aspect(ready(new Probe.Tcp("127.0.0.1", port), LONG))
                .build())) {
            awaitDescription(supervisor, "tcp 127.0.0.1:" + port + " refused the connection");
            try (ServerSocket _ = new ServerSocket(port, 10, InetAddress.getLoopbackAddress())) {
                awaitRunning(supervisor);
            }
        }
    }

    @Test
    void aProgramThatIsUnhealthyIsRestarted() throws IOException {
        Path ill = folder.resolve("ill");
        Path begun = folder.resolve("begun");
        HealthChecks checks = new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        new Probe.Exec("! test -e " + ill),
                        SOON,
                        LONG,
                        2,
                        Duration.ZERO,
                        HealthChecks.OnUnhealthy.RESTART)));
        try (Supervisor supervisor = Supervisor.of(program("rm -f " + ill + "; touch " + begun + "; exec sleep 1000")
                .aspect(checks)
                .build())) {
            Await.until("it has begun", () -> Files.exists(begun));
            int first = supervisor.process("p").pid();
            Files.createFile(ill);
            Await.until("another runs", () -> {
                int pid = supervisor.process("p").pid();
                return pid != 0 && pid != first && !Files.exists(ill);
            });
        }
    }
}

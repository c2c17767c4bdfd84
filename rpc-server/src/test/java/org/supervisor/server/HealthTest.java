package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ReadyRule;
import org.supervisor.server.process.ResourceLimits;

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
                .aspect(ready(Probe.tcp("127.0.0.1", port), LONG))
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

    private static ProcessSpec.Builder awaiting(ReadyRule rule, String shell) {
        return program(shell)
                .aspect(new HealthChecks(
                        Optional.of(new HealthChecks.Ready(rule, LONG, SOON, LONG)), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " >&2"})
    void aLineDecidesWhetherAProgramIsReady(String where) throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        String line =
                "{ printf 'server is re'; until test -e " + first + "; do sleep 0.01; done; printf 'a'; until test -e "
                        + second + "; do sleep 0.01; done; echo dy; }" + where + "; exec sleep 1000";
        try (Supervisor supervisor = Supervisor.of(
                awaiting(new ReadyRule.Log("^server is (ready|up)$"), line).build())) {
            awaitDescription(supervisor, "it has not written a line with ^server is (ready|up)$");
            Files.createFile(first);
            awaitDescription(supervisor, "it has not written a line with");
            Files.createFile(second);
            awaitRunning(supervisor);
        }
    }

    @Test
    void aPortOnWhichAProcessOfItListensDecidesWhetherAProgramIsReady() throws IOException {
        Path flag = folder.resolve("flag");
        Path script = folder.resolve("server.py");
        Files.writeString(script, """
            import os, socket, time
            while not os.path.exists('%s'):
                time.sleep(0.01)
            s = socket.create_server(('127.0.0.1', 0))
            time.sleep(1000)
            """.formatted(flag));
        try (ServerSocket _ = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Supervisor supervisor = Supervisor.of(
                        awaiting(new Probe.Listening(OptionalInt.empty()), "python3 " + script + " & wait")
                                .build())) {
            awaitDescription(supervisor, "none of its processes listens on a TCP port");
            Files.createFile(flag);
            awaitRunning(supervisor);
        }
    }

    @Test
    void aPortOnWhichSomebodyElseListensIsNotItsOwn() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Supervisor supervisor = Supervisor.of(
                        awaiting(new Probe.Listening(OptionalInt.of(other.getLocalPort())), "exec sleep 1000")
                                .build())) {
            awaitDescription(supervisor, "none of its processes listens on TCP port " + other.getLocalPort());
        }
    }

    @Test
    void aProgramThatWritesNothingIsRestarted() {
        HealthChecks checks = new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        new AliveRule.Quiet(Duration.ofMillis(300)),
                        LONG,
                        LONG,
                        1,
                        LONG,
                        HealthChecks.OnUnhealthy.RESTART)));
        try (Supervisor supervisor =
                Supervisor.of(program("echo a; exec sleep 1000").aspect(checks).build())) {
            Await.until("it runs", () -> supervisor.process("p").pid() != 0);
            int first = supervisor.process("p").pid();
            Await.until("another runs", () -> {
                int pid = supervisor.process("p").pid();
                return pid != 0 && pid != first;
            });
        }
    }

    @Test
    void aCommandHasTheEnvironmentAndTheLimitsOfItsProgram() throws IOException {
        Path variables = folder.resolve("env");
        Files.writeString(variables, "FROM_FILE=here\n");
        Probe probe = new Probe.Exec("echo \"$FROM_FILE $LOGNAME $(ulimit -n)\" >" + folder.resolve("seen"));
        try (Supervisor supervisor = Supervisor.of(program("exec sleep 1000")
                .aspect(ready(probe, LONG))
                .aspect(new EnvironmentSources(
                        List.of(new EnvironmentSources.EnvironmentFile(variables, false)), false, List.of(), true))
                .aspect(ResourceLimits.of(Map.of(ResourceLimits.Resource.NOFILE, new ResourceLimits.Limit(99, 99))))
                .build())) {
            awaitRunning(supervisor);
            assertThat(Files.readString(folder.resolve("seen")))
                    .isEqualTo("here " + System.getProperty("user.name") + " 99\n");
        }
    }
}

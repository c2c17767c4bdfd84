package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.ProcessState;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.NotifySocket;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ReadyRule;

/** True programs that report about themselves. */
class NotifyTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SENDER = """
        import array, os, socket, sys, time
        s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        def send(text, descriptors=[]):
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', descriptors))] if descriptors else []
            s.sendmsg([text.encode()], rights, 0, os.environ['NOTIFY_SOCKET'])
        def until(path):
            while not os.path.exists(path):
                time.sleep(0.01)
        def done(path):
            open(path, 'w').close()
        """;

    @TempDir
    private Path folder;

    private Path flag;
    private Path done;

    @BeforeEach
    void prepare() {
        flag = folder.resolve("flag");
        done = folder.resolve("done");
    }

    private String python(String name, String lines) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(script, SENDER + lines.formatted(flag, done));
        return "python3 " + script;
    }

    private static HealthChecks byNotify() {
        return new HealthChecks(
                Optional.of(new HealthChecks.Ready(new ReadyRule.Notify(), LONG, LONG, LONG)), Optional.empty());
    }

    private static ProcessSpec.Builder program(String shell) {
        return Programs.perl("p", shell).autoStart(true).aspect(byNotify());
    }

    private static void awaitRunning(Supervisor supervisor) {
        Await.until("p runs", () -> supervisor.process("p").state() == ProcessState.RUNNING);
    }

    private static void awaitDescription(Supervisor supervisor, String text) {
        Await.until(text, () -> supervisor.process("p").spawnError().equals(text));
        assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.STARTING);
    }

    private static String socket(Supervisor supervisor) {
        int pid = supervisor.process("p").pid();
        Await.until(
                "it is through execve(2)",
                () -> Programs.text(Path.of("/proc/" + pid + "/environ")).contains("NOTIFY_SOCKET="));
        return Stream.of(Programs.text(Path.of("/proc/" + pid + "/environ")).split("\0", -1))
                .filter(variable -> variable.startsWith("NOTIFY_SOCKET="))
                .map(variable -> variable.substring("NOTIFY_SOCKET=".length()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProgramReportsThatItIsReady() throws IOException {
        String line = python("p.py", """
            send('STATUS=reads its index\\nUNKNOWN=1')
            until('%1$s')
            send('READY=1')
            time.sleep(1000)
            """);
        String socket;
        try (Supervisor supervisor = Supervisor.of(program("exec " + line).build())) {
            awaitDescription(supervisor, "waits to be ready: it has not sent READY=1; its status: reads its index");
            socket = socket(supervisor);
            Files.createFile(flag);
            awaitRunning(supervisor);
            assertThat(supervisor.process("p").spawnError()).isEmpty();
        }
        assertThat(Path.of(socket)).doesNotExist();
        assertThat(Path.of(socket).getParent()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s; exec sleep 1000", "(%s &); exec sleep 1000", "setsid %s; exec sleep 1000"})
    void anyProcessOfAProgramMaySpeakForIt(String shell) throws IOException {
        String line = python("p.py", "send('READY=1')\n");
        try (Supervisor supervisor =
                Supervisor.of(program(shell.replace("%s", line)).build())) {
            awaitRunning(supervisor);
        }
    }

    @Test
    void nobodyElseMaySpeakForAProgram() throws IOException {
        Path log = folder.resolve("log");
        String line = python("p.py", "until('%1$s')\nsend('READY=1')\ntime.sleep(1000)\n");
        try (Supervisor supervisor = Supervisor.builder()
                .program(program("exec " + line).build())
                .logfile(log)
                .start()) {
            awaitDescription(supervisor, "waits to be ready: it has not sent READY=1");
            NotifySocket ours = NotifySocket.named(socket(supervisor)).orElseThrow();
            for (int i = 0; i < 5; i++) {
                assertThat(ours.send("READY=1")).isEmpty();
            }
            String reported = "'p': ignored a message of pid " + Daemon.pid();
            Await.until("it is reported", () -> Programs.text(log).contains(reported));
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.STARTING);
            Files.createFile(flag);
            awaitRunning(supervisor);
            assertThat(Programs.lines(log).stream().filter(written -> written.contains(reported)))
                    .hasSize(1);
        }
    }

    @Test
    void descriptorsThatAreSentAreClosed() throws IOException {
        String line = python("p.py", """
            r, w = os.pipe()
            for text in ['BARRIER=1', 'FDSTORE=1\\nFDNAME=a']:
                r, w = os.pipe()
                send(text, [w, w, w])
                os.close(w)
                os.read(r, 1)
            send('x' * 4097)
            send('STATUS=' + 'y' * 4000)
            send('READY=1')
            done('%2$s')
            time.sleep(1000)
            """);
        try (Supervisor supervisor = Supervisor.of(program("exec " + line).build())) {
            awaitRunning(supervisor);
            assertThat(done).satisfies(file -> Await.until("the barrier", () -> Files.exists(file)));
        }
    }

    @Test
    void aFloodHoldsNobodyUp() throws IOException {
        String line = python("p.py", """
            send('READY=1')
            while True:
                send('STATUS=%%d' %% time.monotonic_ns())
            """);
        try (Supervisor supervisor = Supervisor.of(program("exec " + line).build())) {
            awaitRunning(supervisor);
            assertThat(supervisor.stop("p")).isNotNull();
            assertThat(supervisor.process("p").state()).isEqualTo(ProcessState.STOPPED);
        }
    }

    @Test
    void aProgramOfAnotherUserReachesItsSocket() throws IOException {
        assumeTrue(Daemon.isRoot());
        Path script = Path.of(System.getProperty("java.io.tmpdir"), "notify-" + Daemon.pid() + ".py");
        Files.writeString(script, SENDER + "send('READY=1')\ntime.sleep(1000)\n");
        try (Supervisor supervisor =
                Supervisor.of(program("exec python3 " + script).user("nobody").build())) {
            awaitRunning(supervisor);
        } finally {
            Files.delete(script);
        }
    }

    @Test
    void aProgramIsRestartedWithoutItsWatchdogMessages() throws IOException {
        String line = python("p.py", """
            with open('%2$s', 'a') as f:
                f.write(os.environ['WATCHDOG_USEC'] + ' ' + str(int(os.environ['WATCHDOG_PID']) - os.getpid()) + '\\n')
            send('WATCHDOG=1')
            time.sleep(1000)
            """);
        HealthChecks checks = new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        new AliveRule.Watchdog(Duration.ofMillis(700)),
                        LONG,
                        LONG,
                        1,
                        LONG,
                        HealthChecks.OnUnhealthy.RESTART)));
        try (Supervisor _ = Supervisor.of(Programs.perl("p", "exec " + line)
                .autoStart(true)
                .aspect(checks)
                .build())) {
            Await.until("another runs", () -> Programs.lines(done).size() > 1);
            assertThat(Programs.lines(done).getFirst()).isEqualTo("700000 0");
        }
    }
}

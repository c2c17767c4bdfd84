package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.api.Answer;
import org.supervisor.api.FaultCode;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.Outcome;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessState;
import org.supervisor.api.SupervisorState;
import org.supervisor.client.Calls;
import org.supervisor.client.FaultException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.client.UnauthorizedException;
import org.supervisor.client.UnknownProcessException;

/** The Java client and the daemon, over each kind of socket, with a password. */
class ClientAgainstDaemonTest {
    private static final String USER = "ann";
    private static final String PASSWORD = "a:secret";

    @TempDir
    private static Path folder;

    private static final int PORT = DaemonProcess.freePort();
    private static DaemonProcess daemon;

    enum Way {
        TCP,
        UNIX;

        SupervisorClient.Builder builder() {
            return switch (this) {
                case TCP -> SupervisorClient.builder().uri(URI.create("http://127.0.0.1:" + PORT + "/RPC2"));
                case UNIX -> SupervisorClient.builder().unixSocket(folder.resolve("socket"));
            };
        }

        SupervisorClient client() {
            return builder().credentials(USER, PASSWORD).build();
        }
    }

    @BeforeAll
    static void startDaemon() throws IOException {
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            childlogdir = @DIR@
            [unix_http_server]
            file = @DIR@/socket
            username = @USER@
            password = @PASSWORD@
            [inet_http_server]
            port = 127.0.0.1:@PORT@
            username = @USER@
            password = @PASSWORD@
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [program:p]
            command = sh -c "trap 'echo reloaded' HUP; trap 'exit 0' TERM; echo ready; while :; do sleep 0.01; done"
            startsecs = 0
            autostart = false
            [program:many]
            command = sleep 1000
            process_name = %(process_num)d
            numprocs = 3
            startsecs = 0
            autostart = false
            [program:flood]
            command = sh -c "read go; seq 1 200000; exec sleep 1000"
            stdout_logfile = @DIR@/flood.log
            stdout_logfile_maxbytes = 20000
            stdout_logfile_backups = 200
            startsecs = 0
            autostart = false
            [program:missing]
            command = /nonexistent/program
            autostart = false
            """.replace("@DIR@", folder.toString())
                .replace("@PORT@", Integer.toString(PORT))
                .replace("@USER@", USER)
                .replace("@PASSWORD@", PASSWORD));
        daemon = new DaemonProcess(
                "supervisord",
                folder,
                List.of("-n", "-c", folder.resolve("supervisord.conf").toString()));
        daemon.until("it listens", () -> Files.exists(folder.resolve("pid")));
    }

    @AfterAll
    static void endDaemon() {
        daemon.close();
    }

    @ParameterizedTest
    @EnumSource
    void startsAsksReloadsAndStops(Way way) {
        try (SupervisorClient client = way.client()) {
            assertThat(client.status("p")).isEqualTo(Answer.DEAD);
            assertThat(client.reload("p")).isEqualTo(Answer.STOPPED);
            client.supervisor().clearProcessLogs("p");
            assertThat(client.start("p")).isEqualTo(Answer.STARTED);
            assertThat(client.status("p")).isEqualTo(Answer.ALIVE);
            Path log = Path.of(client.supervisor().processInfo("p").stdoutLog().orElseThrow());
            Await.until("p is ready", () -> Programs.lines(log).equals(List.of("ready")));
            assertThat(client.reload("p")).isEqualTo(Answer.RELOADED);
            Await.until("p has reloaded", () -> Programs.lines(log).equals(List.of("ready", "reloaded")));
            assertThat(client.stop("p")).isEqualTo(Answer.STOPPED);
            assertThat(client.status("p")).isEqualTo(Answer.DEAD);
            assertThat(client.start("p")).isEqualTo(Answer.STARTED);
            assertThat(client.kill("p")).isEqualTo(Answer.STOPPED);
            assertThat(client.supervisor().processInfo("p").exitStatus()).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProgramOfASupervisordFileReadsItsOwnConfigurationAgainOnRequest(Way way) {
        try (SupervisorClient client = way.client()) {
            assertThatThrownBy(() -> client.reloadProgram("p")).hasMessageContaining("NOT_RUNNING");
            client.supervisor().clearProcessLogs("p");
            assertThat(client.start("p")).isEqualTo(Answer.STARTED);
            Path log = Path.of(client.supervisor().processInfo("p").stdoutLog().orElseThrow());
            Await.until("p is ready", () -> Programs.lines(log).equals(List.of("ready")));
            client.reloadProgram("p");
            Await.until("p has reloaded", () -> Programs.lines(log).equals(List.of("ready", "reloaded")));
            assertThat(client.stop("p")).isEqualTo(Answer.STOPPED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownNameIsRefusedWithTheKnownNames(Way way) {
        try (SupervisorClient client = way.client()) {
            assertThatThrownBy(() -> client.start("nobody"))
                    .isInstanceOf(UnknownProcessException.class)
                    .hasMessageContaining("nobody")
                    .hasMessageContaining("many:2");
        }
    }

    @ParameterizedTest
    @EnumSource
    void isLetInOnlyWithThePassword(Way way) {
        try (SupervisorClient nameless = way.builder().build();
                SupervisorClient wrong =
                        way.builder().credentials(USER, "guess").build()) {
            assertThatThrownBy(() -> nameless.status("p")).isInstanceOf(UnauthorizedException.class);
            assertThatThrownBy(() -> wrong.status("p")).isInstanceOf(UnauthorizedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void startsAndStopsGroups(Way way) {
        try (SupervisorClient client = way.client()) {
            assertThat(client.supervisor().startProcessGroup("many", true))
                    .extracting(Outcome::name, Outcome::status)
                    .containsExactlyInAnyOrder(tuple("0", 80), tuple("1", 80), tuple("2", 80));
            assertThat(client.supervisor().allProcessInfo())
                    .filteredOn(info -> info.group().equals("many"))
                    .extracting(ProcessInfo::state)
                    .containsOnly(ProcessState.RUNNING);
            assertThat(client.supervisor().stopProcessGroup("many", true)).hasSize(3);
            assertThat(client.supervisor().processInfo("many:1").state()).isEqualTo(ProcessState.STOPPED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void asksManyThingsInOneBatch(Way way) {
        try (SupervisorClient client = way.client();
                var batch = client.batch()) {
            CompletableFuture<SupervisorState> state = batch.add(Calls.state());
            CompletableFuture<Integer> pid = batch.add(Calls.pid());
            CompletableFuture<Boolean> missing = batch.add(Calls.startProcess("missing", true));
            CompletableFuture<List<ProcessInfo>> all = batch.add(Calls.allProcessInfo());
            batch.send();
            assertThat(state.join()).isEqualTo(SupervisorState.RUNNING);
            assertThat(pid.join()).isEqualTo((int) daemon.pid());
            assertThat(all.join()).extracting(ProcessInfo::namespec).contains("p", "many:0", "missing");
            assertThatThrownBy(missing::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            fault -> assertThat(fault.code()).isEqualTo(FaultCode.NO_FILE.code()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void followsALogWhileItGrows(Way way) throws IOException {
        try (SupervisorClient client = way.client()) {
            client.supervisor().clearProcessLogs("p");
            client.start("p");
            try (BufferedReader log = new BufferedReader(
                    new InputStreamReader(client.tailLog("p", LogStream.STDOUT), StandardCharsets.UTF_8))) {
                assertThat(log.readLine()).isEqualTo("ready");
                for (int round = 0; round < 5; round++) {
                    client.reload("p");
                    assertThat(log.readLine()).isEqualTo("reloaded");
                }
            }
            client.stop("p");
        }
    }

    @ParameterizedTest
    @EnumSource
    void missesNothingOfALogThatIsRotatedWhileItIsFollowed(Way way) throws IOException {
        byte[] expected = IntStream.rangeClosed(1, 200_000)
                .mapToObj(n -> n + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
        try (SupervisorClient client = way.client()) {
            client.start("flood");
            client.supervisor().clearProcessLogs("flood");
            try (InputStream log = client.tailLog("flood", LogStream.STDOUT)) {
                client.supervisor().sendProcessStdin("flood", "go\n");
                assertThat(log.readNBytes(expected.length)).isEqualTo(expected);
            }
            assertThat(client.tail("flood", LogStream.STDOUT, 50_000))
                    .isEqualTo(new String(expected, expected.length - 50_000, 50_000, StandardCharsets.US_ASCII));
            client.stop("flood");
        }
    }

    @ParameterizedTest
    @EnumSource
    void remembersTheCallerAndItsConnection(Way way) {
        String over = switch (way) {
            case TCP -> "ann over 127\\.0\\.0\\.1:\\d+";
            case UNIX ->
                "ann \\(" + System.getProperty("user.name") + "\\) over the UNIX socket " + folder.resolve("socket");
        };
        try (SupervisorClient client = way.client();
                var batch = client.batch()) {
            var _ = batch.add(Calls.start("p"));
            var _ = batch.add(Calls.signalProcess("p", "WINCH")); // one that a shell outlives before its traps are set
            var _ = batch.add(Calls.stopProcess("p", true));
            batch.send();
            assertThat(client.explain("p").reversed())
                    .extracting(HistoryEntry::cause)
                    .hasSizeGreaterThanOrEqualTo(6)
                    .satisfies(causes -> assertThat(causes.subList(causes.size() - 6, causes.size()))
                            .satisfiesExactly(
                                    cause -> assertThat(cause).matches("start requested by " + over),
                                    cause -> assertThat(cause).matches("launched as pid \\d+.*"),
                                    cause -> assertThat(cause).matches("launched as pid \\d+.*"),
                                    cause -> assertThat(cause).matches("SIGWINCH sent, requested by " + over),
                                    cause -> assertThat(cause).matches("stop requested by " + over),
                                    cause -> assertThat(cause).matches("(exit status|terminated).*")));
            assertThat(Programs.text(folder.resolve("log")))
                    .containsPattern("INFO starting: 'p', requested by " + over + "\n")
                    .containsPattern("INFO stopping: 'p', requested by " + over + "\n");
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyThreadsShareOneClient(Way way) {
        try (SupervisorClient client = way.client()) {
            List<CompletableFuture<Integer>> answers = IntStream.range(0, 200)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> client.supervisor().pid(),
                            task -> Thread.ofVirtual().start(task)))
                    .toList();
            assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo((int) daemon.pid()));
        }
    }
}

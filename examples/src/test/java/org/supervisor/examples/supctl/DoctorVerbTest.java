package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.Supervisor;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** What the doctor says of a supervisor in this JVM whose machine is as the test wants it. */
@Timeout(60)
class DoctorVerbTest {
    private static final double GIBIBYTE = 1L << 30;

    @TempDir
    private Path folder;

    private Map<String, Object> facts = Map.of();
    private Supervisor supervisor;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        supervisor = Supervisor.of(
                ProcessSpec.builder("web")
                        .command("sleep", "1000")
                        .startWait(Duration.ZERO)
                        .autoStart(false)
                        .build(),
                ProcessSpec.builder("broken")
                        .command("/nowhere/at/all")
                        .startRetries(1)
                        .autoStart(false)
                        .build());
        RpcSettings settings =
                new RpcSettings("0.1.0", true, name -> OptionalInt.empty(), TimeSource.SYSTEM, () -> facts);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        HttpSpec socket = new HttpSpec.Unix(
                "unix_http_server", folder.resolve("s.sock"), 0700, Optional.empty(), Optional.empty());
        server = HttpServer.start(List.of(socket), endpoint, supervisor.control(), HttpLimits.DEFAULT);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        supervisor.close();
    }

    private Run doctor(String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "-s";
        args[1] = "unix://" + folder.resolve("s.sock");
        args[2] = "doctor";
        System.arraycopy(options, 0, args, 3, options.length);
        return Run.of(args);
    }

    @Test
    void whereNothingIsWrongEverythingIsOk() {
        facts = Map.of(
                "java",
                "25",
                "kernel",
                "6.15",
                "descriptors_open",
                10.0,
                "descriptors_limit",
                1024.0,
                "clock_moved",
                0.5,
                "survives",
                true,
                "folders",
                List.of(Map.of("path", "/var/log", "size", 20 * GIBIBYTE, "free", 5 * GIBIBYTE)),
                "kernel_features",
                Map.of("pidfd", true, "cgroups", true));
        Run run = doctor();
        assertThat(run.out().lines())
                .allMatch(line -> line.startsWith("ok       "))
                .contains(
                        "ok       versions: Java 25, Linux 6.15",
                        "ok       descriptors: 10 of 1024 are open",
                        "ok       folder /var/log: 5120 of 20480 MiB are free",
                        "ok       programs: 2, and nothing is wrong");
        assertThat(run.status()).isEqualTo(Exit.OK);
    }

    @Test
    void eachProblemIsNamedWithWhatToDoAndSetsTheStatus() {
        facts = Map.of(
                "descriptors_open", 900.0,
                "descriptors_limit", 1024.0,
                "folders",
                        List.of(
                                Map.of("path", "/full", "size", 20 * GIBIBYTE, "free", 1000.0),
                                Map.of("path", "/gone", "problem", "there is none")));
        Run run = doctor();
        assertThat(run.out())
                .contains(
                        "problem  descriptors: 900 of 1024 are open\n         -> raise the limit",
                        "problem  folder /full: 0 of 20480 MiB are free\n         -> make room",
                        "problem  folder /gone: there is none\n         -> create it");
        assertThat(run.status()).isEqualTo(Exit.FAILED);
    }

    @Test
    void whatOnlyCouldBeBetterIsANote() {
        facts = Map.of(
                "clock_moved",
                -3600.0,
                "survives",
                false,
                "kernel_features",
                Map.of(
                        "pidfd", false,
                        "pidfd_getfd", false,
                        "exit_of_others", false,
                        "cgroups", false,
                        "cgroups_obstacle", "no cgroup v2 is mounted"));
        Run run = doctor();
        assertThat(run.out())
                .contains(
                        "note     clock: it was moved by -3600 s",
                        "note     survival: ",
                        "note     pidfd: ",
                        "note     pidfd_getfd: ",
                        "note     exit_of_others: ",
                        "note     cgroups: programs cannot have memory_max and the like: no cgroup v2 is mounted");
        assertThat(run.status()).isEqualTo(Exit.OK);
    }

    @Test
    void aProgramThatCannotBeStartedIsAProblem() {
        supervisor.start("broken");
        Run run = doctor();
        assertThat(run.out()).containsPattern("problem  broken: (FATAL|BACKOFF): .*\n +-> see supctl explain broken");
        assertThat(run.status()).isEqualTo(Exit.FAILED);
    }

    @Test
    void jsonHasOneObjectForEachFinding() {
        Run run = doctor("--json");
        assertThat(run.out())
                .startsWith(
                        "[{\"severity\":\"ok\",\"about\":\"supervisor\",\"found\":\"version 4.2.5-rpc0.1.0 with pid ")
                .contains("{\"severity\":\"ok\",\"about\":\"programs\",\"found\":\"2, and nothing is"
                        + " wrong\",\"advice\":\"\"}");
    }

    @Test
    void ofAnotherSupervisorOnThisMachineItSeesTheDescriptors() {
        Target target = new Target(
                "unix:///run/supervisor.sock",
                Optional.empty(),
                Optional.empty(),
                "",
                new Target.Certificates(Optional.empty(), Optional.empty(), ""));
        assertThat(OtherSupervisor.findings(
                        target, (int) ProcessHandle.current().pid()))
                .extracting(Finding::about)
                .startsWith("machine")
                .isSubsetOf("machine", "descriptors");
    }
}

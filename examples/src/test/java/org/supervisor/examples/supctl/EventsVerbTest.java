package org.supervisor.examples.supctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.supervisor.server.Supervisor;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** {@code supctl events} against a supervisor in this JVM. */
@Timeout(60)
class EventsVerbTest {
    @TempDir
    private static Path folder;

    private static Supervisor supervisor;
    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        supervisor = Supervisor.of(ProcessSpec.builder("web")
                .command("sleep", "1000")
                .autoStart(false)
                .startWait(Duration.ZERO)
                .build());
        RpcSettings settings = new RpcSettings("0.1.0", true, name -> OptionalInt.empty(), TimeSource.SYSTEM);
        RpcEndpoint endpoint = new RpcEndpoint(supervisor.control(), settings, ForkJoinPool.commonPool());
        HttpSpec socket = new HttpSpec.Unix(
                "unix_http_server", folder.resolve("s.sock"), 0700, Optional.empty(), Optional.empty());
        server = HttpServer.start(List.of(socket), endpoint, supervisor.control(), HttpLimits.DEFAULT);
        supervisor.start("web");
        supervisor.control().sendRemoteEvent("ki\tnd", "\u001b[31mred\nline\n").join();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        supervisor.close();
    }

    private static Run events(String... arguments) {
        String[] args = new String[arguments.length + 3];
        args[0] = "-s";
        args[1] = "unix://" + folder.resolve("s.sock");
        args[2] = "events";
        System.arraycopy(arguments, 0, args, 3, arguments.length);
        return Run.of(args);
    }

    @Test
    void printsALineForEachEvent() {
        Run run = events("--after", "0", "--count", "5");
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .allSatisfy(line -> assertThat(line).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  [A-Z_]+.*"))
                .map(line ->
                        line.substring(21).replaceFirst("pid \\d+", "pid N").replaceAll(" +", " "))
                .containsExactly(
                        "PROCESS_GROUP_ADDED web",
                        "SUPERVISOR_STATE_CHANGE_RUNNING",
                        "PROCESS_STATE_STARTING web from STOPPED",
                        "PROCESS_STATE_RUNNING web from STARTING, pid N",
                        "REMOTE_COMMUNICATION ki\\tnd, \\x1b[31mred\\nline");
    }

    @Test
    void continuesAfterTheGivenEvent() {
        String first = events("--after=0", "--count=1", "--json").out();
        String id = first.replaceFirst("(?s).*\"id\":\"([^\"]+)\".*", "$1");
        assertThat(id).endsWith("-1");
        assertThat(events("--after", id, "--count", "1", "--json").out())
                .startsWith("{\"type\":\"SUPERVISOR_STATE_CHANGE_RUNNING\",\"id\":\"" + id.replaceFirst("1$", "2\""))
                .endsWith("}\n");
    }

    @Test
    void selectsTypesAndProcesses() {
        assertThat(events("--after", "0", "--count", "1", "process_state_running", "TICK")
                        .out())
                .containsOnlyOnce("\n")
                .contains("PROCESS_STATE_RUNNING");
        assertThat(events("--after", "0", "--count", "1", "--process", "web:*", "PROCESS_STATE")
                        .out())
                .contains("PROCESS_STATE_STARTING");
    }

    @Test
    void reportsThatTheSupervisorWasRestarted() {
        Run run = events("--after", "another-7", "--count", "1");
        assertThat(run.out().lines().map(String::strip))
                .first()
                .asString()
                .matches("GAP +the supervisor was restarted; what happened until then is not known any more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOPE | there is no event type NOPE; known are EVENT, PROCESS_STATE, ",
                "--nope | option --nope not recognized",
                "--count | --count requires an argument",
                "--count=0 | found --count 0; expected a number, at least 1",
                "--after= | expected that of an event",
            })
    void explainsItselfWhenItIsMisused(String argument, String complaint) {
        Run run = events(argument);
        assertThat(run.status()).isEqualTo(Exit.WRONG_ARGUMENTS);
        assertThat(run.out()).startsWith("Error: ").contains(complaint, "events [TYPE...]");
    }

    @Test
    void reportsThatNothingListensAtTheAddress() {
        String url = "unix://" + folder + "/none.sock";
        assertThat(Run.of("-s", url, "events")).isEqualTo(new Run(7, url + " no such file\n", ""));
    }
}

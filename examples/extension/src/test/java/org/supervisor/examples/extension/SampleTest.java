package org.supervisor.examples.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.ProcessState;
import org.supervisor.client.Call;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.SupervisorClient;

/** A true daemon with the sample extension on its class path. */
@Timeout(60)
class SampleTest {
    private static final long POLL_PAUSE_NANOS = 1_000_000;

    private final int port = freePort();
    private final URI server = URI.create("http://127.0.0.1:" + port);
    private final SupervisorClient client =
            SupervisorClient.builder().uri(server.resolve("/RPC2")).build();
    private Process daemon;

    @TempDir
    private Path folder;

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void start(String hours) throws IOException {
        Path file = Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = %1$s/log
            pidfile = %1$s/pid
            nodaemon = true
            [inet_http_server]
            port = 127.0.0.1:%2$d
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [rpcinterface:sample]
            supervisor.rpcinterface_factory = java:org.supervisor.examples.extension.Sample
            hours = %3$s
            [program:web]
            command = sleep 1000
            startsecs = 0
            """.formatted(folder, port, hours));
        daemon = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dorg.supervisor.program=supervisord",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.supervisor.server.Main",
                        "-c",
                        file.toString())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectErrorStream(true)
                .start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        if (daemon != null) {
            daemon.descendants().forEach(ProcessHandle::destroyForcibly);
            daemon.destroyForcibly().waitFor();
        }
    }

    private void until(Callable<Boolean> condition) throws Exception {
        while (!isSo(condition)) {
            assertThat(daemon.isAlive()).as(() -> "the daemon lives: " + out()).isTrue();
            LockSupport.parkNanos(POLL_PAUSE_NANOS);
        }
    }

    private static boolean isSo(Callable<Boolean> condition) throws Exception {
        try {
            return condition.call();
        } catch (NotReachableException notYet) {
            return false;
        }
    }

    private String out() {
        try {
            return Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private ProcessState state() {
        return client.supervisor().processInfo("web").state();
    }

    @Test
    void countsLaunchesAndShowsThemOverBothWays() throws Exception {
        start("0-24");
        until(() -> state() == ProcessState.RUNNING);
        until(() -> Map.of("web", 1).equals(client.call(Call.of("sample.launches")))); // seen last
        assertThat(client.stop("web").name()).isEqualTo("STOPPED");
        assertThat(client.start("web").name()).isEqualTo("STARTED");
        until(() -> Map.of("web", 2).equals(client.call(Call.of("sample.launches"))));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> page = http.send(
                    HttpRequest.newBuilder(server.resolve("/sample")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).isEqualTo("web 2\n");
        }
        assertThat((Object[]) client.call(Call.of("system.listMethods"))).contains("sample.launches");
    }

    @Test
    void holdsProgramsOutsideTheHours() throws Exception {
        int hour = LocalTime.now(ZoneId.systemDefault()).getHour();
        start(hour < 12 ? "20-24" : "0-4");
        until(() -> client.supervisor()
                .processInfo("web")
                .description()
                .contains("waits for the hours " + (hour < 12 ? "20-24" : "0-4")));
        assertThat(state()).isEqualTo(ProcessState.STARTING);
        assertThat(client.call(Call.of("sample.launches"))).isEqualTo(Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "18-8"})
    void whatAreNoHoursIsAProblem(String hours) throws Exception {
        start(hours);
        assertThat(daemon.waitFor()).isEqualTo(2);
        assertThat(out()).contains("[rpcinterface:sample]", "hours = ").doesNotContain("\tat ");
        assertThatThrownBy(() -> new Sample(Map.of("hour", "8-18")))
                .hasMessage("there is no key hour; the only key is hours");
    }
}

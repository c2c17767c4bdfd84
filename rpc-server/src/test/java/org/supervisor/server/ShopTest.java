package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessState;
import org.supervisor.client.SupervisorClient;

/** The shop of examples/shop, on ports of its own. */
@Tag("children")
class ShopTest {
    private static final Path SHOP = Path.of("../examples/shop");

    @TempDir
    private Path folder;

    private final int proxy = DaemonProcess.freePort();
    private DaemonProcess daemon;
    private SupervisorClient client;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectory(folder.resolve("run"));
        try (Stream<Path> files = Files.list(SHOP)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace("7100", Integer.toString(proxy))
                                .replace("7101", Integer.toString(DaemonProcess.freePort()))
                                .replace("7102", Integer.toString(DaemonProcess.freePort())));
            }
        }
        daemon = new DaemonProcess(
                "supervisord",
                folder,
                List.of("-n", "-c", folder.resolve("shop.conf").toString()));
        Path socket = folder.resolve("run/supervisor.sock");
        daemon.until("its socket", () -> Files.exists(socket));
        client = SupervisorClient.builder().uri(URI.create("unix://" + socket)).build();
        daemon.until("the proxy", () -> state("proxy:proxy") == ProcessState.RUNNING);
        daemon.until("the workers", () -> state("worker:worker_1") == ProcessState.RUNNING);
    }

    @AfterEach
    void close() {
        client.close();
        daemon.close();
    }

    private ProcessInfo info(String name) {
        return client.supervisor().processInfo(name);
    }

    private Instant started(String name) {
        return info(name).started().orElseThrow();
    }

    private ProcessState state(String name) {
        return info(name).state();
    }

    private String order(String item) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy + "/orders"))
                                    .POST(HttpRequest.BodyPublishers.ofString(item))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private boolean isPacked(String item) {
        return Stream.of("run/worker_0.log", "run/worker_1.log")
                .map(folder::resolve)
                .map(Programs::text)
                .anyMatch(log -> log.contains("packs " + item));
    }

    @Test
    void startsInOrderAndSurvivesTheDeathOfItsDatabase() throws Exception {
        assertThat(started("database")).isBeforeOrEqualTo(started("migrate"));
        assertThat(info("migrate:migrate").exitStatus()).isZero();
        assertThat(info("migrate:migrate").stopped().orElseThrow()).isBeforeOrEqualTo(started("api"));
        assertThat(started("api")).isBeforeOrEqualTo(started("proxy"));
        assertThat(order("a blue teapot")).contains("order number");
        daemon.until("the teapot is packed", () -> isPacked("a-blue-teapot"));

        int pid = info("worker:worker_0").pid();
        new ProcessBuilder(
                        "kill", "-9", Integer.toString(info("database:database").pid()))
                .start()
                .waitFor();
        daemon.until("workers with a new connection", () -> {
            ProcessInfo worker = info("worker:worker_0");
            return worker.state() == ProcessState.RUNNING && worker.pid() != pid;
        });
        assertThat(order("a red teapot")).contains("order number");
        daemon.until("the other teapot is packed", () -> isPacked("a-red-teapot"));

        assertThat(client.remarks())
                .contains(new ProcessRemark("migrate", true, ""))
                .anySatisfy(remark -> {
                    assertThat(remark.name()).isEqualTo("nightly");
                    assertThat(remark.text()).matches("due next at .*T02:30:00Z");
                });
        client.supervisor().startProcess("nightly:nightly");
        daemon.until(
                "the report",
                () -> Programs.text(folder.resolve("run/nightly.log")).contains("orders packed so far"));
    }
}

package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.rpc.FakeControl;

/** What machines ask that watch the supervisor itself. */
class WatchingTest {
    private final FakeControl control = new FakeControl().with(FakeControl.stopped("web", "web"));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.start(
                List.of(
                        new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.empty()),
                        new HttpSpec.Tcp(
                                "inet_http_server", "127.0.0.1", 0, Optional.of(new Credentials("alice", "sesame")))),
                control.endpoint(),
                control,
                HttpLimits.DEFAULT);
    }

    @AfterEach
    void stop() throws IOException {
        control.turn.complete(null);
        server.close();
    }

    private RawClient sent(String method, String path) throws IOException {
        return RawClient.tcp(server.ports().getFirst())
                .send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    private String answer(String method, String path) throws IOException {
        try (RawClient client = sent(method, path)) {
            return client.readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void aSupervisorThatWorksIsHealthyAndReady(String path) throws IOException {
        assertThat(answer("GET", path)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok\n");
        assertThat(answer("HEAD", path))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: 3")
                .endsWith("\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz"})
    void oneWhoseLoopDoesNotTurnIsNeither(String path) throws IOException {
        control.turn = new CompletableFuture<>();
        assertThat(answer("GET", path))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("the event loop has not answered for a second\n");
    }

    @ParameterizedTest
    @CsvSource({"SHUTDOWN, is shutting down", "RESTARTING, is restarting"})
    void oneThatEndsIsHealthyButNotReady(SupervisorState phase, String why) throws IOException {
        control.phase = phase;
        assertThat(answer("GET", "/healthz")).startsWith("HTTP/1.1 200 ");
        assertThat(answer("GET", "/readyz")).startsWith("HTTP/1.1 503 ").endsWith("the supervisor " + why + "\n");
    }

    @Test
    void oneThatHasNotBegunIsHealthyButNotReady() throws IOException {
        control.begun = new CompletableFuture<>();
        assertThat(answer("GET", "/healthz")).startsWith("HTTP/1.1 200 ");
        assertThat(answer("GET", "/readyz"))
                .startsWith("HTTP/1.1 503 ")
                .endsWith("the supervisor has not begun to start its programs\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/healthz", "/readyz", "/metrics"})
    void whereALoginIsRequiredNothingIsAnsweredWithoutOne(String path) throws IOException {
        try (RawClient client = RawClient.tcp(server.ports().getLast())) {
            assertThat(client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .readAll())
                    .startsWith("HTTP/1.1 401 ");
        }
    }

    @Test
    void aHeadOfTheMetricsHasTheirLengthAndTypeOnly() throws IOException {
        assertThat(answer("HEAD", "/metrics"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Type: text/plain; version=0.0.4; charset=utf-8")
                .containsPattern("Content-Length: \\d{4,}\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void moreScrapesThanAFewAtOnceAreRefused() throws IOException {
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        control.beforeCounts = goOn::join;
        List<RawClient> clients = new ArrayList<>();
        try {
            List<CompletableFuture<String>> answers = new ArrayList<>();
            for (int scrape = 0; scrape < 5; scrape++) {
                RawClient client = sent("GET", "/metrics");
                clients.add(client);
                answers.add(CompletableFuture.supplyAsync(() -> read(client), task -> Thread.startVirtualThread(task)));
            }
            // the others wait, so the first that has an answer is the one that was refused
            assertThat(CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                            .join()
                            .toString())
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1", "4 scrapes are being answered");
            goOn.complete(null);
            answers.forEach(CompletableFuture::join);
            assertThat(answer("GET", "/metrics")).startsWith("HTTP/1.1 200 ");
        } finally {
            goOn.complete(null);
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static String read(RawClient client) {
        try {
            return client.readAll();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

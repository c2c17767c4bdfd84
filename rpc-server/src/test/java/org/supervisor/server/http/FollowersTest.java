package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.Await;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.rpc.FakeControl;

/** Clients that follow logs and events and do not read them take no more memory than there is for all of them. */
@Timeout(60)
class FollowersTest {
    /** A quarter of it is for followers: sixteen pieces of a log. */
    private static final int MEMORY = 4 << 20;

    private static final int STUCK = 40;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeControl control = new FakeControl();
    private final List<RawClient> stuck = new ArrayList<>();
    private HttpServer server;
    private Path socket;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        HttpLimits limits =
                new HttpLimits(1 << 20, 16 << 10, 1000, new HttpLimits.Times(LONG, LONG, LONG), MEMORY, 1000);
        socket = folder.resolve("super.sock");
        HttpSpec listener = new HttpSpec.Unix("unix_http_server", socket, 0700, Optional.empty(), Optional.empty());
        server = HttpServer.start(List.of(listener), control.endpoint(), control, limits);
    }

    @AfterEach
    void close() throws IOException {
        for (RawClient client : stuck) {
            client.close();
        }
        server.close();
    }

    private RawClient follow(String request, String begun) throws IOException {
        RawClient client = RawClient.unix(socket).send(request + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        client.readUntil(begun);
        return client;
    }

    private static void eventually(BooleanSupplier condition) {
        Await.until("the server has done its part", condition);
    }

    @Test
    void howeverManyDoNotReadALogItTakesNoMoreThanThereIsAndOthersHearAll() throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "start\n");
        control.with(logging(stopped("web", "web"), log, null));
        for (int i = 0; i < STUCK; i++) {
            stuck.add(follow("GET /logtail/web", "start\n"));
        }
        try (RawClient honest = follow("GET /logtail/web", "start\n")) {
            for (int i = 0; i < 30; i++) {
                Files.writeString(log, "x".repeat(100_000) + "part " + i + "\n", StandardOpenOption.APPEND);
                control.wrote(log);
                honest.readUntil("part " + i + "\n");
                honest.forget();
                assertThat(server.unreadBytes()).isLessThanOrEqualTo(MEMORY / 4);
            }
            assertThat(server.unreadBytes()).isGreaterThan(MEMORY / 8);
            assertThat(control.followers(log)).isEqualTo(STUCK + 1);
        }
        for (RawClient client : stuck) {
            client.close();
        }
        eventually(() -> server.unreadBytes() == 0 && control.followers(log) == 0);
    }

    @Test
    void aFollowerThatDoesNotReadLargeEventsIsCutOffAndGetsAReportOfTheGapWhenItReconnects() throws Exception {
        // More than a socket takes; three are more than there is for followers.
        String text = "x".repeat(400_000);
        for (int i = 1; i <= 3; i++) {
            int unread = Math.min(i, 2) * text.length();
            stuck.add(follow("GET /events", "id: life-" + (i - 1) + "\n\n"));
            control.bus.publish(new SupervisorEvent.RemoteCommunication("count", text + "no " + i + "."));
            eventually(() -> server.unreadBytes() >= unread);
        }
        RawClient oldest = stuck.getFirst();
        assertThat(oldest.readAll()).contains("xxx").doesNotContain("no 3."); // and ends: it was cut off
        assertThat(server.unreadBytes()).isLessThanOrEqualTo(MEMORY / 4);
        try (RawClient again = RawClient.unix(socket)) {
            again.send("GET /events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: life-0\r\n\r\n");
            assertThat(again.readUntil("no 3.")).contains("event: GAP", "\"missed\":2");
        }
    }

    @Test
    void aClientThatReadsGetsAllEventsHoweverManyDoNotRead() throws Exception {
        for (int i = 0; i < STUCK; i++) {
            stuck.add(follow("GET /events", "id: life-0\n\n"));
        }
        try (RawClient honest = follow("GET /events", "id: life-0\n\n")) {
            String text = "x".repeat(300);
            for (int i = 1; i <= 3000; i++) {
                control.bus.publish(new SupervisorEvent.RemoteCommunication("count", text + "no " + i + "."));
                if (i % 100 == 0) {
                    assertThat(honest.readUntil("no " + i + ".")).doesNotContain("GAP");
                    honest.forget();
                    assertThat(server.unreadBytes()).isLessThanOrEqualTo(MEMORY / 4);
                }
            }
        }
    }

    @Test
    void littleIsAlwaysSentHoweverManyDoNotRead() throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "x".repeat(600) + "start\n");
        control.with(logging(stopped("web", "web"), log, null));
        for (int i = 0; i < STUCK; i++) {
            stuck.add(follow("GET /logtail/web", "start\n"));
        }
        Files.writeString(log, "x".repeat(2_000_000) + "end\n", StandardOpenOption.APPEND);
        control.wrote(log);
        try (RawClient other = follow("GET /logtail/web", "end\n")) {
            Files.writeString(log, "more\n", StandardOpenOption.APPEND);
            control.wrote(log);
            other.readUntil("more\n");
        }
    }
}

package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.EventType;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.server.Await;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.events.Ticks;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.rpc.FakeControl;

/** Events over real sockets; the test is the loop that publishes them. */
@Timeout(60)
class EventStreamTest {
    private static final ProcessName WEB = ProcessName.alone("web");
    private static final ProcessName WORKER = new ProcessName("pool", "worker");
    private static final Pattern ID = Pattern.compile("id: life-(\\d+)\nevent: (\\w+)\n");
    private static final int KEPT = 1024;

    private final FakeControl control = new FakeControl();
    private HttpServer server;

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private HttpServer start(HttpLimits limits, HttpSpec listener) throws IOException {
        return HttpServer.start(List.of(listener), control.endpoint(), control, limits);
    }

    private int tcp(HttpLimits limits, Optional<Credentials> credentials) throws IOException {
        server = start(limits, new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, credentials));
        return server.ports().getFirst();
    }

    private int tcp() throws IOException {
        return tcp(HttpLimits.DEFAULT, Optional.empty());
    }

    private static HttpLimits limits(int connections, Duration heartbeat) {
        return new HttpLimits(1 << 20, 4096, connections, Duration.ofSeconds(30), Duration.ofSeconds(30), heartbeat);
    }

    private Path unix() throws IOException {
        Path file = folder.resolve("super.sock");
        server = start(
                HttpLimits.DEFAULT,
                new HttpSpec.Unix("unix_http_server", file, 0700, Optional.empty(), Optional.empty()));
        return file;
    }

    /** Asks in HTTP/1.0, whose answers come without chunks, and waits until the stream has begun. */
    private static RawClient listen(RawClient client, String query, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        client.send("GET /events" + query + " HTTP/1.0\r\n" + more + "\r\n").readUntil("\n: still here\n");
        return client;
    }

    private void say(int from, int to) {
        LongStream.rangeClosed(from, to)
                .forEach(i -> control.bus.publish(new SupervisorEvent.RemoteCommunication("count", "no " + i + ".")));
    }

    private static List<Long> sequences(String heard) {
        return ID.matcher(heard)
                .results()
                .filter(match -> !match.group(2).equals("GAP"))
                .map(match -> Long.valueOf(match.group(1)))
                .toList();
    }

    private static void eventually(BooleanSupplier condition) {
        Await.until("the server has done its part", condition);
    }

    @Test
    void sendsWhatHappensAsServerSentEvents() throws Exception {
        say(1, 1);
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.readUntil("id: life-1\n\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Type: text/event-stream\r\n", "Cache-Control: no-store\r\n")
                    .contains("\r\nretry: 1000\n: still here\nid: life-1\n\n")
                    .doesNotContain("no 1.");
            control.bus.publish(new SupervisorEvent.Exited(WORKER, ProcessState.RUNNING, false, 7));
            assertThat(client.readUntil("}\n\n"))
                    .containsPattern("\r\n"
                            + "id: life-2\n"
                            + "event: PROCESS_STATE_EXITED\n"
                            + "data: \\{\"type\":\"PROCESS_STATE_EXITED\",\"id\":\"life-2\",\"sequence\":2,"
                            + "\"time\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}[+-]\\d\\d:\\d\\d\","
                            + "\"name\":\"pool:worker\",\"process\":\"worker\",\"group\":\"pool\","
                            + "\"from_state\":\"RUNNING\",\"expected\":false,\"pid\":7,\"payload\":\"processname:worker"
                            + " groupname:pool from_state:RUNNING expected:0 pid:7\"\\}\n\n");
        }
    }

    @Test
    void showsWhatProgramsWriteAsTextAndAsListenersGetIt() throws Exception {
        try (RawClient client = listen(RawClient.unix(unix()), "")) {
            byte[] latin = "\"caf\u00e9\"\n".getBytes(StandardCharsets.ISO_8859_1);
            control.bus.publish(new SupervisorEvent.Logged(WEB, 7, LogStream.STDERR, latin));
            control.bus.publish(new SupervisorEvent.Communicated(
                    WEB, 7, LogStream.STDOUT, "a\r\nb".getBytes(StandardCharsets.UTF_8)));
            String heard = client.readUntil("STDOUT\n");
            String utf8 = new String(
                    client.readUntil("a\\r\\nb\"}\n\n").getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            assertThat(heard).contains("event: PROCESS_LOG_STDERR\n");
            assertThat(utf8)
                    .contains("\"pid\":7,\"channel\":\"stderr\",\"data\":\"\\\"caf\ufffd\\\"\\n\"")
                    .contains("\\nUndecodable: b'\\\"caf\\\\xe9\\\"\\\\n'\"}\n\n")
                    .contains("\"channel\":\"stdout\",\"data\":\"a\\r\\nb\"");
        }
    }

    @Test
    void resumesWithoutLossOrDoubleHoweverOftenTheConnectionBreaks() throws Exception {
        Path socket = unix();
        long last = 0;
        for (int round = 1; round <= 5; round++) {
            say(100 * round - 99, 100 * round - 50);
            try (RawClient client = listen(RawClient.unix(socket), "?after=0", "Last-Event-ID: life-" + last)) {
                say(100 * round - 49, 100 * round);
                List<Long> heard = sequences(client.readUntil("no " + (100 * round - 20) + ".\"}\n\n"));
                assertThat(heard)
                        .as("round " + round)
                        .containsExactlyElementsOf(LongStream.rangeClosed(last + 1, heard.getLast())
                                .boxed()
                                .toList());
                last = heard.getLast();
            }
        }
        assertThat(last).isGreaterThanOrEqualTo(480);
    }

    @Test
    void reportsHowManyEventsAreGone() throws Exception {
        say(1, KEPT + 50);
        try (RawClient client = listen(RawClient.tcp(tcp()), "?after=life-20")) {
            String heard = client.readUntil("no " + (KEPT + 50) + ".\"}\n\n");
            assertThat(heard)
                    .contains("id: life-50\nevent: GAP\ndata: {\"type\":\"GAP\",\"id\":\"life-50\",\"missed\":30,"
                            + "\"restarted\":false,");
            assertThat(sequences(heard)).hasSize(KEPT).startsWith(51L);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"other-2", "life-4", "4", "nonsense", "-1"})
    void reportsThatTheSupervisorWasRestartedAndWhatHasHappenedSince(String id) throws Exception {
        say(1, 3);
        try (RawClient client = listen(RawClient.tcp(tcp()), "", "Last-Event-ID: " + id)) {
            String heard = client.readUntil("no 3.\"}\n\n");
            assertThat(heard)
                    .containsOnlyOnce("event: GAP\n")
                    .contains("id: life-0\nevent: GAP\ndata: {\"type\":\"GAP\",\"id\":\"life-0\",\"missed\":0,"
                            + "\"restarted\":true,");
            assertThat(sequences(heard)).containsExactly(1L, 2L, 3L);
        }
    }

    @ParameterizedTest
    @CsvSource({"?after=0, 1 2 3", "?after=2, 3", "?after=life-2, 3", "?after=3, ''", "'', ''"})
    void beginsWhereItIsAskedTo(String query, String expected) throws Exception {
        say(1, 3);
        try (RawClient client = listen(RawClient.tcp(tcp()), query)) {
            say(4, 4);
            String heard = client.readUntil("no 4.\"}\n\n");
            assertThat(heard).doesNotContain("GAP");
            assertThat(sequences(heard))
                    .extracting(String::valueOf)
                    .containsExactly((expected + " 4").strip().split(" "));
        }
    }

    @Test
    void aSlowReaderMissesSomeAndGetsAReportWhileOthersGetAll() throws Exception {
        Path socket = unix();
        try (RawClient slow = listen(RawClient.unix(socket), "");
                RawClient quick = listen(RawClient.unix(socket), "")) {
            int count = 2000;
            String padding = "x".repeat(2000);
            for (int i = 1; i <= count; i++) {
                control.bus.publish(new SupervisorEvent.RemoteCommunication("count", "no " + i + "." + padding));
                if (i % 50 == 0) {
                    String heard = quick.readUntil("no " + i + "." + padding + "\"}\n\n");
                    assertThat(sequences(heard)).hasSize(50);
                    quick.forget();
                }
            }
            String heard = slow.readUntil("no " + count + "." + padding + "\"}\n\n");
            assertThat(heard).containsPattern("event: GAP\ndata: \\{[^}]*\"missed\":[1-9]\\d*,\"restarted\":false");
            assertThat(sequences(heard)).doesNotHaveDuplicates().isSorted().hasSizeLessThan(count);
        }
    }

    @Test
    void selectsByTypeAndProcess() throws Exception {
        Path socket = unix();
        try (RawClient exits = listen(RawClient.unix(socket), "?types=process_state_exited,TICK");
                RawClient pool = listen(RawClient.unix(socket), "?process=pool:*&types=EVENT");
                RawClient web = listen(RawClient.unix(socket), "?process=web")) {
            control.bus.publish(new SupervisorEvent.GroupAdded("pool"));
            control.bus.publish(new SupervisorEvent.Running(WEB, ProcessState.STARTING, 7));
            control.bus.publish(new SupervisorEvent.Exited(WEB, ProcessState.RUNNING, true, 7));
            control.bus.publish(new SupervisorEvent.Tick(Ticks.Period.MINUTE, 60));
            control.bus.publish(new SupervisorEvent.Exited(WORKER, ProcessState.RUNNING, true, 8));
            control.bus.publish(new SupervisorEvent.GroupRemoved("web"));
            control.bus.publish(new SupervisorEvent.GroupRemoved("pool"));
            assertThat(sequences(exits.readUntil("life-5\nevent: PROCESS_STATE_EXITED\n")))
                    .containsExactly(3L, 4L, 5L);
            assertThat(sequences(pool.readUntil("event: PROCESS_GROUP_REMOVED\n")))
                    .containsExactly(1L, 5L, 7L);
            assertThat(sequences(web.readUntil("event: PROCESS_GROUP_REMOVED\n")))
                    .containsExactly(2L, 3L, 6L);
        }
    }

    @Test
    void sendsTicksOnlyToClientsThatRequestThem() throws Exception {
        int port = tcp();
        try (RawClient usual = listen(RawClient.tcp(port), "")) {
            assertThat(control.bus.isHeard(EventType.TICK_5)).isFalse();
            try (RawClient ticking = listen(RawClient.tcp(port), "?types=TICK_60&types=PROCESS_STATE")) {
                assertThat(control.bus.isHeard(EventType.TICK_5)).isFalse();
                assertThat(control.bus.isHeard(EventType.TICK_60)).isTrue();
                control.bus.publish(new SupervisorEvent.Tick(Ticks.Period.MINUTE, 120));
                ticking.readUntil("\"when\":120,");
            }
            eventually(() -> !control.bus.isHeard(EventType.TICK_60));
            say(2, 2);
            assertThat(usual.readUntil("no 2.")).doesNotContain("TICK");
        }
    }

    @Test
    void givesSignsOfLifeWhichSayHowFarItHasCome() throws Exception {
        int port = tcp(limits(10, Duration.ofMillis(20)), Optional.empty());
        try (RawClient client = listen(RawClient.tcp(port), "?types=PROCESS_STATE")) {
            client.readUntil(": still here\nid: life-0\n\n: still here\nid: life-0\n\n");
            say(1, 3);
            assertThat(sequences(client.readUntil(": still here\nid: life-3\n\n")))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "types=PROCES_STATE | There is no event type \"PROCES_STATE\"; did you mean \"PROCESS_STATE\"?",
                "types=TICK_5,tick_61 | There is no event type \"tick_61\"; did you mean \"TICK_60\"?",
                "types= | Known are EVENT, PROCESS_COMMUNICATION, ",
                "type=TICK | There is no parameter type; did you mean \"types\"?",
                "types=%zz | cannot be read",
            })
    void reportsWhatIsWrongWithAQuery(String query, String complaint) throws Exception {
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send("GET /events?" + query + " HTTP/1.0\r\n\r\n");
            assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").contains(complaint);
        }
    }

    @Test
    void refusesAWrongPassword() throws Exception {
        int port = tcp(HttpLimits.DEFAULT, Optional.of(new Credentials("ann", "secret")));
        try (RawClient unauthenticated = RawClient.tcp(port);
                RawClient ann = RawClient.tcp(port)) {
            assertThat(unauthenticated.send("GET /events HTTP/1.0\r\n\r\n").readAll())
                    .startsWith("HTTP/1.1 401 ");
            String known = Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
            listen(ann, "", "Authorization: Basic " + known);
        }
    }

    @Test
    void aStreamIsAConnectionLikeOthers() throws Exception {
        int port = tcp(limits(2, Duration.ofSeconds(15)), Optional.empty());
        RawClient first = listen(RawClient.tcp(port), "");
        try (RawClient second = listen(RawClient.tcp(port), "");
                RawClient third = RawClient.tcp(port)) {
            third.send("GET /events HTTP/1.0\r\n\r\n");
            first.close();
            third.readUntil("\n: still here\n");
            say(1, 1);
            second.readUntil("no 1.");
        }
    }

    @Test
    void endsWithTheLastEventAndDoesNotWaitForAClientThatDoesNotRead() throws Exception {
        Path socket = unix();
        try (RawClient client = RawClient.unix(socket);
                RawClient stuck = listen(RawClient.unix(socket), "")) {
            client.send("GET /events?types=SUPERVISOR_STATE_CHANGE HTTP/1.1\r\nHost: localhost\r\n\r\n");
            client.readUntil("id: life-0\n\n");
            for (int i = 0; i < 200; i++) {
                control.bus.publish(new SupervisorEvent.RemoteCommunication("much", "x".repeat(20_000)));
            }
            control.bus.publish(new SupervisorEvent.SupervisorStopping());
            server.close();
            assertThat(client.readAll())
                    .contains("event: SUPERVISOR_STATE_CHANGE_STOPPING\n")
                    .endsWith("\r\n0\r\n\r\n");
            assertThat(stuck.readAll()).contains("xxx");
            eventually(() -> !control.bus.isHeard(EventType.SUPERVISOR_STATE_CHANGE_STOPPING));
        }
    }
}

package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Gap;
import org.supervisor.api.ProcessState;

/** Streams of events from a server that sends what the test prescribes. */
@Timeout(120)
class EventsTest {
    private static final String OPEN = EventServer.HEAD + "\r\n";
    private static final String CHUNKED = EventServer.HEAD + "Transfer-Encoding: chunked\r\n\r\n";
    private static final Pattern LAST_ID = Pattern.compile("Last-Event-ID: life-(\\d+)\r\n");
    private static final EventOptions IMPATIENT = EventOptions.usual().longestPause(Duration.ofMillis(1));
    private static final EventOptions ONE_CONNECTION = EventOptions.usual().reconnectFor(Duration.ZERO);

    private static String event(int number) {
        return "id: life-" + number + "\nevent: PROCESS_STATE_RUNNING\ndata: " + json(number) + "\n\n";
    }

    private static String json(int number) {
        return "{\"type\":\"PROCESS_STATE_RUNNING\",\"id\":\"life-" + number + "\",\"sequence\":" + number
                + ",\"time\":\"2026-11-22T10:00:00.5+01:00\",\"name\":\"pool:w\u00f6rker\",\"from_state\":\"STARTING\","
                + "\"pid\":7,\"payload\":\"processname:w\u00f6rker groupname:pool from_state:STARTING pid:7\"}";
    }

    private static String events(int from, int to) {
        return "retry: 1\n: still here\n\n"
                + String.join(
                        "",
                        IntStream.rangeClosed(from, to)
                                .mapToObj(EventsTest::event)
                                .toList());
    }

    private static String chunk(byte[] bytes, int from, int to) {
        return from == to
                ? ""
                : Integer.toHexString(to - from) + "\r\n"
                        + new String(bytes, from, to - from, StandardCharsets.ISO_8859_1) + "\r\n";
    }

    /** The first items. */
    private static List<EventItem> first(int count, EventPublisher events) {
        List<EventItem> heard = new ArrayList<>();
        CompletableFuture<Void> enough = new CompletableFuture<>();
        CompletableFuture<Void> end = events.consume(item -> {
            if (heard.size() < count) {
                heard.add(item);
            }
            if (heard.size() == count) {
                enough.complete(null);
            }
        });
        CompletableFuture.anyOf(end, enough).join();
        end.cancel(true);
        return heard;
    }

    private static List<String> ids(List<EventItem> items) {
        return items.stream().map(EventItem::id).toList();
    }

    @Test
    void deliversWhatHappened() throws Exception {
        try (var server = EventServer.saying(OPEN + events(1, 1));
                var client = server.client()) {
            Event event = (Event) first(1, client.events(EventType.PROCESS_STATE, EventType.TICK_60))
                    .get(0);
            assertThat(server.requests().get(0))
                    .startsWith("GET /events?types=PROCESS_STATE%2CTICK_60 HTTP/1.1\r\n")
                    .contains("Accept: text/event-stream\r\n")
                    .doesNotContain("Last-Event-ID");
            assertThat(event.id()).isEqualTo("life-1");
            assertThat(event.sequence()).isEqualTo(1);
            assertThat(event.time()).isEqualTo(Instant.parse("2026-11-22T09:00:00.5Z"));
            assertThat(event.type()).isEqualTo(EventType.PROCESS_STATE_RUNNING);
            assertThat(event.namespec()).contains("pool:w\u00f6rker");
            assertThat(event.from()).contains(ProcessState.STARTING);
            assertThat(event.to()).contains(ProcessState.RUNNING);
            assertThat(event.pid()).hasValue(7);
            assertThat(event.tries()).isEmpty();
            assertThat(event.isUnexpectedExit()).isFalse();
            assertThat(event.payload()).endsWith("from_state:STARTING pid:7");
            assertThat(event.json()).isEqualTo(json(1));
        }
    }

    @Test
    void deliversAGapAndEventsOfUnknownTypes() throws Exception {
        String gap = "{\"type\":\"GAP\",\"id\":\"l-8\",\"missed\":8,\"restarted\":true,\"text\":\"sorry\"}";
        String later =
                "{\"type\":\"MOON_FULL\",\"time\":\"2026-11-22T10:00:00Z\",\"x\":{\"a\":[1]},\"y\":null,\"z\":1.5}";
        try (var server = EventServer.saying(OPEN + "data: " + gap + "\n\ndata: " + later + "\n\n");
                var client = server.client()) {
            List<EventItem> items = first(2, client.events());
            assertThat(items.get(0)).isEqualTo(new Gap("l-8", 8, true, "sorry", gap));
            Event event = (Event) items.get(1);
            assertThat(event.type()).isEqualTo(EventType.EVENT);
            assertThat(event.to()).isEmpty();
            assertThat(event.fields()).containsOnlyKeys("type", "time", "z");
        }
    }

    @Test
    void understandsEveryFormThatTheStandardAllows() throws Exception {
        String inThree = json(1).replace(",\"", "\ndata:,\"");
        String stream = "data:" + inThree + "\nfoo: bar\nid\n\n: nothing\n\nevent: x\n\nretry: soon\n\n" + event(2);
        for (String lineEnd : List.of("\n", "\r", "\r\n")) {
            try (var server = EventServer.saying(OPEN + stream.replace("\n", lineEnd) + "data: cut off");
                    var client = server.client()) {
                assertThat(ids(first(2, client.events()))).as(lineEnd).containsExactly("life-1", "life-2");
            }
        }
    }

    @Test
    void understandsAStreamWhereverItIsCutIntoChunks() throws Exception {
        byte[] stream = events(1, 2).getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= stream.length; cut++) {
            String answer = CHUNKED + chunk(stream, 0, cut) + chunk(stream, cut, stream.length) + "0\r\n\r\n";
            try (var server = new EventServer((request, socket) ->
                            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1)));
                    var client = server.client()) {
                List<String> heard = new ArrayList<>();
                client.events(ONE_CONNECTION)
                        .consume(item -> heard.add(item.json()))
                        .join();
                assertThat(heard).as("cut at " + cut).containsExactly(json(1), json(2));
            }
        }
    }

    @Test
    void continuesWhereItWasWhereverTheConnectionBreaks() throws Exception {
        byte[] stream = events(1, 2).getBytes(StandardCharsets.UTF_8);
        String whole = CHUNKED + chunk(stream, 0, stream.length);
        for (int cut = CHUNKED.length(); cut <= whole.length(); cut++) {
            byte[] broken = whole.substring(0, cut).getBytes(StandardCharsets.ISO_8859_1);
            AtomicInteger connections = new AtomicInteger();
            try (var server = new EventServer((request, socket) -> {
                        if (connections.getAndIncrement() == 0) {
                            socket.getOutputStream().write(broken);
                            return;
                        }
                        Matcher last = LAST_ID.matcher(request);
                        int next = last.find() ? Integer.parseInt(last.group(1)) + 1 : 1;
                        EventServer.write(socket, OPEN + events(next, 4));
                        EventServer.awaitEnd(socket);
                    });
                    var client = server.client()) {
                assertThat(ids(first(4, client.events(IMPATIENT))))
                        .as("cut at " + cut)
                        .containsExactly("life-1", "life-2", "life-3", "life-4");
            }
        }
    }

    @Test
    void reconnectsWithAnIdThatCameWithoutAnEvent() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (var server = new EventServer((request, socket) -> EventServer.write(
                        socket, OPEN + (connections.getAndIncrement() == 0 ? "id: life-7\n\n" : event(8))));
                var client = server.client()) {
            BlockingQueue<SupervisorException> losses = EventServer.queue();
            assertThat(ids(first(1, client.events(IMPATIENT.after("life-3").onLoss(losses::add)))))
                    .containsExactly("life-8");
            assertThat(server.requests().get(0)).contains("Last-Event-ID: life-3\r\n");
            assertThat(server.requests().get(1)).contains("Last-Event-ID: life-7\r\n");
            assertThat(losses.take()).hasMessageContaining("has ended the stream of events");
        }
    }

    /** Requests what the test prescribes, and keeps the items. */
    private static final class Slow implements Flow.Subscriber<EventItem> {
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        private final BlockingQueue<EventItem> items = EventServer.queue();
        private final CompletableFuture<Throwable> end = new CompletableFuture<>();

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(EventItem item) {
            items.add(item);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(failure);
        }

        @Override
        public void onComplete() {
            end.complete(null);
        }
    }

    @Test
    void deliversNoMoreThanIsRequested() throws Exception {
        try (var server = EventServer.saying(OPEN + events(1, 5));
                var client = server.client()) {
            Slow slow = new Slow();
            client.events().subscribe(slow);
            slow.subscription.join().request(1);
            assertThat(slow.items.take().id()).isEqualTo("life-1");
            slow.subscription.join().request(2);
            assertThat(slow.items.take().id()).isEqualTo("life-2");
            assertThat(slow.items.take().id()).isEqualTo("life-3");
            // another subscriber gets all of them, so there was enough time for a fourth
            first(5, client.events());
            assertThat(slow.items).isEmpty();
            slow.subscription.join().request(Long.MAX_VALUE);
            slow.subscription.join().request(Long.MAX_VALUE);
            assertThat(slow.items.take().id()).isEqualTo("life-4");
            assertThat(slow.items.take().id()).isEqualTo("life-5");
            slow.subscription.join().cancel();
        }
    }

    @Test
    void closesTheConnectionWhenItIsCancelled() throws Exception {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try (var server = new EventServer((request, socket) -> {
                    EventServer.write(socket, OPEN + events(1, 1));
                    EventServer.awaitEnd(socket);
                    closed.complete(null);
                });
                var client = server.client()) {
            Slow slow = new Slow();
            client.events().subscribe(slow);
            slow.subscription.join().request(10);
            slow.items.take();
            slow.subscription.join().cancel();
            slow.subscription.join().cancel();
            slow.subscription.join().request(1);
            closed.join();
            assertThat(slow.end).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void refusesARequestForNoItems(long count) throws Exception {
        try (var server = EventServer.saying(OPEN + events(1, 1));
                var client = server.client()) {
            Slow slow = new Slow();
            client.events().subscribe(slow);
            slow.subscription.join().request(count);
            assertThat(slow.end.join())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("request(" + count + ")");
        }
    }

    @Test
    void endsWithTheExceptionOfItsReader() throws Exception {
        try (var server = EventServer.saying(OPEN + events(1, 1));
                var client = server.client()) {
            assertThatThrownBy(() -> client.events()
                            .consume(item -> {
                                throw new IllegalStateException("full");
                            })
                            .join())
                    .hasRootCauseMessage("full");
        }
    }

    @Test
    void failsIfNothingListensAndGivesUpAfterReconnectFor() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (var client = SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port))
                .build()) {
            assertThatThrownBy(() -> client.events().consume(item -> {}).join())
                    .hasCauseInstanceOf(NotReachableException.class);
        }
        var server = EventServer.saying(OPEN + events(1, 1));
        try (var client = server.client()) {
            Slow slow = new Slow();
            client.events(IMPATIENT.reconnectFor(Duration.ofMillis(50))).subscribe(slow);
            slow.subscription.join().request(10);
            slow.items.take();
            server.close();
            server.breakConnections();
            assertThat(slow.end.join()).isInstanceOf(NotReachableException.class);
        }
    }

    @Test
    void endsWithItsOnlyConnectionIfSoConfigured() throws Exception {
        try (var server = new EventServer((request, socket) -> EventServer.write(
                        socket, CHUNKED + "5\r\n: hi\n\r\n" + (request.contains("whole") ? "0\r\n\r\n" : "")));
                var client = server.client()) {
            client.events(ONE_CONNECTION.process("whole")).consume(item -> {}).join();
            assertThatThrownBy(() -> client.events(ONE_CONNECTION.process("broken"))
                            .consume(item -> {})
                            .join())
                    .hasCauseInstanceOf(NotReachableException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "404 Not Found, FaultException, has no stream of events",
        "400 Bad Request, FaultException, INCORRECT_PARAMETERS: no such thing",
        "401 Unauthorized, UnauthorizedException, requires a user name",
        "200 OK, ProtocolViolationException, expected text/event-stream",
        "503 Sorry, ProtocolViolationException, answered 503",
    })
    void reportsWhyThereIsNoStream(String status, String type, String message) throws Exception {
        try (var server = EventServer.saying("HTTP/1.1 " + status + "\r\nContent-Length: 13\r\n\r\nno such thing");
                var client = server.client()) {
            assertThatThrownBy(() -> client.events().consume(item -> {}).join())
                    .cause()
                    .hasMessageContaining(message)
                    .extracting(failure -> failure.getClass().getSimpleName())
                    .isEqualTo(type);
        }
    }

    @Test
    void aSupervisordHasNoEvents() throws Exception {
        try (var server = EventServer.saying("HTTP/1.0 404 Not Found\r\n\r\n");
                var client = server.client()) {
            Slow slow = new Slow();
            client.events().subscribe(slow);
            assertThat(slow.end.join())
                    .isInstanceOfSatisfying(
                            FaultException.class,
                            fault -> assertThat(fault.is(FaultCode.UNKNOWN_METHOD))
                                    .isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[1]", "{\"type\":\"TICK_5\"}", "{\"type\":\"GAP\",\"missed\":\"x\"}", "{"})
    void reportsAnAnswerThatIsNotAnEvent(String data) throws Exception {
        try (var server = EventServer.saying(OPEN + "data: " + data + "\n\n");
                var client = server.client()) {
            assertThatThrownBy(() -> client.events().consume(item -> {}).join())
                    .hasCauseInstanceOf(ProtocolViolationException.class)
                    .hasMessageContaining("it sent as an event: " + data);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "x\r\nHost: y", "\u00e9"})
    void refusesWhatCannotBeAnId(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventOptions.usual().after(id));
    }
}

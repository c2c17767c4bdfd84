package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Role;
import org.supervisor.server.Fuzz;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.TokenSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.http.json.ApiRoutes;
import org.supervisor.server.output.LibraryLog;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.ProcessPatterns;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.rpc.FakeControl;
import org.supervisor.server.rpc.RpcEndpoint;

/** Whatever a client sends, it is answered or its connection is closed, and the next client is served. */
@Timeout(600)
class HttpFuzzTest {
    private static final int TRIES = 6000;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String LOGIN = "Authorization: Basic cm9vdDpzZXNhbWU=\r\n"; // root:sesame
    private static final String END = "Connection: close\r\n\r\n";
    private static final String SHA_256_OF_TEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final String CALL =
            "<methodCall><methodName>supervisor.getAPIVersion</methodName><params/></methodCall>";

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) [ -~]*\r\n");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\nTransfer-Encoding: chunked\r\n");
    /** What goes on for as long as the client listens. */
    private static final Pattern STREAM =
            Pattern.compile("(?i)\r\nContent-Type: text/event-stream|/logtail/|/mainlogtail");

    @TempDir
    private static Path folder;

    private static final List<String> LOGGED = Collections.synchronizedList(new ArrayList<>());
    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        MainLog log = new MainLog(TimeSource.SYSTEM);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.WARN, Optional.empty(), Optional.empty());
        log.alsoTo((_, line) -> LOGGED.add(line));
        LibraryLog.to(log);
        Path file = Files.writeString(folder.resolve("web.log"), "some lines\nof a log\n");
        FakeControl control = new FakeControl().with(logging(stopped("web", "web"), file, file));
        control.mainLog = Optional.of(file);
        RpcEndpoint endpoint = control.endpoint();
        ApiRoutes.Parts api = new ApiRoutes.Parts(
                control, endpoint, task -> Thread.startVirtualThread(task), "0.1.0", HttpLimits.DEFAULT);
        UserSpec viewer = new UserSpec(
                "viewer", Optional.of("sesame"), Role.VIEWER, new ProcessPatterns(List.of("web")), Optional.empty());
        TokenSpec token = new TokenSpec(
                "ci", SHA_256_OF_TEST, "viewer", Role.VIEWER, new ProcessPatterns(List.of("web")), Optional.empty());
        server = HttpServer.start(
                List.of(new HttpSpec.Tcp(
                        "inet_http_server", "127.0.0.1", 0, Optional.of(new Credentials("root", "sesame")))),
                endpoint,
                control,
                HttpLimits.DEFAULT,
                new HttpServer.Further(List.of(viewer), List.of(token), ApiRoutes.of(api), List.of()),
                HandedSockets.NONE);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void forget() {
        LOGGED.clear();
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + LOGIN + END;
    }

    private static String post(String path, String type, String body, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\nContent-Length: "
                + body.length() + "\r\n" + headers + "\r\n" + body;
    }

    private static List<String> requests() {
        Stream<String> paths = Stream.of(
                "/",
                "/index.html?action=stop&processname=web",
                "/page/page.js",
                "/favicon.ico",
                "/tail.html?processname=web",
                "/mainlogtail",
                "/logtail/web/stdout",
                "/events?types=PROCESS_STATE&after=x",
                "/ok.html",
                "/metrics",
                "/healthz",
                "/readyz",
                "/nothing",
                "/api/v1/processes",
                "/api/v1/processes/web?fields=name",
                "/api/v1/openapi.json",
                "/api/v1/processes/web/log?stream=stdout&bytes=10");
        return Stream.concat(
                        paths.map(HttpFuzzTest::get),
                        Stream.of(
                                post("/RPC2", "text/xml", CALL, LOGIN + "Connection: close\r\n"),
                                post("/RPC2", "text/xml", CALL, LOGIN)
                                        + post("/", "text/xml", CALL, LOGIN)
                                        + get("/ok.html"),
                                "POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" + LOGIN
                                        + "Expect: 100-continue\r\n\r\n10;a=b\r\n" + CALL.substring(0, 16) + "\r\n"
                                        + Integer.toHexString(CALL.length() - 16) + "\r\n" + CALL.substring(16)
                                        + "\r\n0\r\nTrailer: x\r\n\r\n",
                                post(
                                        "/api/v1/processes/web/start",
                                        "application/json",
                                        "{\"wait\": true}",
                                        LOGIN + "Idempotency-Key: a\r\n"),
                                "HEAD /metrics HTTP/1.0\r\n" + LOGIN + "\r\n",
                                "GET /ok.html HTTP/1.1\r\n"
                                        + "Host: localhost\r\n"
                                        + "Authorization: Digest username=\"x\", nonce=\"\"\r\n"
                                        + END,
                                "GET /ok.html HTTP/1.1\r\n"
                                        + "Host: localhost\r\n"
                                        + "Authorization: Bearer test\r\n"
                                        + "Origin: http://evil\r\n"
                                        + END,
                                "GET /events HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: life-1\r\n" + LOGIN + END))
                .toList();
    }

    private static List<String> words() {
        return List.of(
                "GET ",
                "POST ",
                "HEAD ",
                "OPTIONS * ",
                "TRACE ",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                " HTTP/1.1\r\n",
                " HTTP/1.0\r\n",
                " HTTP/0.9\r\n",
                "/",
                "//",
                "/../",
                "%2e%2e",
                "%00",
                "%",
                "%ff",
                "?",
                "&",
                "#",
                ";a=b",
                "http://other/",
                "/api/v1/processes/",
                "/RPC2",
                "/events?",
                "/logtail/",
                "Host: a\r\n",
                "Host: \r\n",
                "Content-Length: 5\r\n",
                "Content-Length: -1\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Content-Encoding: gzip\r\n",
                "Expect: 100-continue\r\n",
                "Upgrade: h2c\r\nConnection: Upgrade\r\n",
                "Authorization: Basic ",
                "Authorization: Basic cm9vdDo=\r\n",
                "Authorization: ",
                "Cookie: a=\"\r\n",
                "Range: bytes=-1\r\n",
                "If-None-Match: *\r\n",
                "Accept: a/b;q=x\r\n",
                "Accept-Encoding: gzip;q=0\r\n",
                "X: y\r\n",
                " folded\r\n",
                ": \r\n",
                "\r\n",
                "\r\n\r\n",
                "0\r\n\r\n",
                "ffffffffffffffff\r\n",
                "{",
                "[",
                "<");
    }

    @Test
    void rawBytesAreAnsweredOrTheConnectionIsClosed() {
        Fuzz.ofTexts(TRIES, requests(), words()).on((input, _) -> assertThatItIsAnswered(input));
    }

    private static List<String> bodies() {
        return List.of(
                "{}",
                "{\"wait\": true}",
                "{\"wait\": false, \"signal\": \"HUP\"}",
                "{\"chars\": \"a\\u00e4\\n\"}",
                "{\"processes\": [\"web\", \"web:web\"], \"wait\": false}",
                "{\"type\": \"t\", \"data\": \"d\"}",
                "{\"bytes\": 100, \"offset\": -5, \"stream\": \"stdout\"}");
    }

    private static List<String> operations() {
        return List.of(
                "processes/web/start",
                "processes/web/stop",
                "processes/web/restart",
                "processes/web/signal",
                "processes/web/stdin",
                "processes/start",
                "processes/stop",
                "groups/web/start",
                "events",
                "config/reload",
                "log/clear",
                "nothing");
    }

    @Test
    void jsonIsAnsweredAndNeverByAServerError() {
        Fuzz.ofTexts(
                        TRIES,
                        bodies(),
                        List.of(
                                "{",
                                "}",
                                "[",
                                "]",
                                "\"",
                                ":",
                                ",",
                                "null",
                                "true",
                                "1",
                                "\\u",
                                "\"wait\":",
                                "[[[[",
                                "{\"a\":"))
                .on((input, random) -> {
                    String path = "/api/v1/"
                            + operations().get(random.nextInt(operations().size()));
                    ByteArrayOutputStream request = new ByteArrayOutputStream();
                    request.writeBytes(Fuzz.bytes(
                            "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: " + input.length + "\r\n" + LOGIN + END));
                    request.writeBytes(input);
                    assertThat(assertThatItIsAnswered(request.toByteArray())).hasSize(1);
                });
    }

    /** Returns the statuses. */
    private static List<Integer> assertThatItIsAnswered(byte[] request) throws IOException {
        List<Integer> statuses = statuses(exchange(request, true));
        assertThat(statuses).doesNotContain(500);
        assertThat(LOGGED).noneMatch(line -> line.contains("\tat ") || line.contains("Exception"));
        assertThat(exchange(Fuzz.bytes(get("/ok.html")), false))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("OK");
        return statuses;
    }

    /** All that is received until the server closes, or a stream has begun. */
    private static String exchange(byte[] request, boolean endsThere) throws IOException {
        StringBuilder heard = new StringBuilder();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.ports().getFirst())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                if (endsThere) {
                    socket.shutdownOutput();
                }
            } catch (SocketException closed) {
                // what it said before is still read
            }
            InputStream in = socket.getInputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes);
                    count >= 0 && !STREAM.matcher(heard).find();
                    count = in.read(bytes)) {
                heard.append(new String(bytes, 0, count, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException reset) {
            // so is a connection closed that had more to say
        }
        return heard.toString();
    }

    /** Each answer has a status, and a body if it is a refusal. */
    private static List<Integer> statuses(String heard) {
        List<Integer> statuses = new ArrayList<>();
        Matcher status = STATUS.matcher(heard);
        for (int at = 0; at < heard.length(); ) {
            assertThat(status.region(at, heard.length()).lookingAt())
                    .as("an answer begins at %s of:%n%s", at, heard)
                    .isTrue();
            int code = Integer.parseInt(status.group(1));
            int end = heard.indexOf("\r\n\r\n", at);
            if (end < 0) {
                break; // it was reset
            }
            statuses.add(code);
            String head = heard.substring(at, end + 2);
            Matcher length = LENGTH.matcher(head);
            boolean hasLength = length.find();
            boolean isChunked = CHUNKED.matcher(head).find();
            if (code >= 400) {
                assertThat(isChunked || (hasLength && !length.group(1).equals("0")))
                        .as("a refusal has a body: %s", head)
                        .isTrue();
            }
            int next = heard.indexOf("HTTP/1.1 ", end);
            at = next < 0 ? heard.length() : next;
        }
        return statuses;
    }
}

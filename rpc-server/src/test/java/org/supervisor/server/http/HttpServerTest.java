package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.xmlrpc.client.XmlRpcClient;
import org.apache.xmlrpc.client.XmlRpcClientConfigImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.Await;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.rpc.FakeControl;

/** Real sockets and a fake control. */
@Timeout(60)
class HttpServerTest {
    private static final String CALL =
            "<methodCall><methodName>supervisor.getAPIVersion</methodName><params/></methodCall>";
    private static final Credentials ALICE = new Credentials("alice", "se%cret:with colon");

    private final FakeControl control = new FakeControl().with(stopped("web", "web"));
    private HttpServer server;

    @TempDir
    private Path folder;

    @AfterEach
    void close() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private int tcp(HttpLimits limits, Credentials... credentials) throws IOException {
        server = start(
                limits,
                new HttpSpec.Tcp(
                        "inet_http_server",
                        "127.0.0.1",
                        0,
                        List.of(credentials).stream().findFirst()));
        return server.ports().getFirst();
    }

    private int tcp(Credentials... credentials) throws IOException {
        return tcp(HttpLimits.DEFAULT, credentials);
    }

    private Path unix() throws IOException {
        Path file = folder.resolve("super.sock");
        server = start(
                HttpLimits.DEFAULT,
                new HttpSpec.Unix("unix_http_server", file, 0700, Optional.empty(), Optional.empty()));
        return file;
    }

    private HttpServer start(HttpLimits limits, HttpSpec... listeners) throws IOException {
        return HttpServer.start(List.of(listeners), control.endpoint(), control, limits);
    }

    private static String post(String body, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n" + more + "\r\n"
                + body;
    }

    private static String get(String path, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + more + "\r\n";
    }

    private static String exchange(int port, String request) throws IOException {
        try (RawClient client = RawClient.tcp(port)) {
            return client.send(request).readAll();
        }
    }

    private static void eventually(BooleanSupplier condition) {
        Await.until("the server has done its part", condition);
    }

    @Test
    void answersTheApacheClient() throws Exception {
        XmlRpcClientConfigImpl config = new XmlRpcClientConfigImpl();
        config.setServerURL(
                URI.create("http://127.0.0.1:" + tcp(ALICE) + "/RPC2").toURL());
        config.setBasicUserName(ALICE.user());
        config.setBasicPassword(ALICE.password());
        XmlRpcClient client = new XmlRpcClient();
        client.setConfig(config);
        assertThat(client.execute("supervisor.startProcess", List.of("web"))).isEqualTo(true);
        assertThat(client.execute("supervisor.getAPIVersion", List.of())).isEqualTo("3.0");
        assertThat(control.asked).containsExactly("start web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/RPC2", "/RPC2/", "/RPC2x", "/"})
    void answersOnThePathsOfBothDialects(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + tcp() + path))
                            .version(HttpClient.Version.HTTP_1_1)
                            .POST(HttpRequest.BodyPublishers.ofString(CALL))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/xml");
            assertThat(response.body()).startsWith("<?xml version='1.0'?>").contains("<string>3.0</string>");
        }
    }

    @Test
    void keepsAConnectionAfterAnAnswerAFaultAndARefusal() throws Exception {
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send(post(CALL)).readUntil("3.0");
            client.readUntil("</methodResponse>");
            client.forget();
            client.send(post("<broken")).readUntil("</html>");
            client.forget();
            client.send(post(CALL.replace("getAPI", "nope"))).readUntil("</methodResponse>");
            client.forget();
            assertThat(client.send(post(CALL)).readUntil("</methodResponse>")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void closesAConnectionWhenAskedTo() throws Exception {
        assertThat(exchange(tcp(), post(CALL, "Connection: close"))).endsWith("</methodResponse>\n");
    }

    @Test
    void forgivesAMissingHostHeader() throws Exception {
        int port = tcp();
        assertThat(exchange(port, post(CALL, "Connection: close").replace("Host: localhost\r\n", "")))
                .startsWith("HTTP/1.1 200");
        assertThat(exchange(port, post(CALL, "Connection: close").replace("Host: localhost", "hOsT: localhost")))
                .startsWith("HTTP/1.1 200");
        assertThat(exchange(port, post(CALL, "X-Host: y", "Connection: close").replace("Host: localhost\r\n", "")))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void forgivesAMissingHostHeaderThatComesByteByByte() throws Exception {
        try (RawClient client = RawClient.tcp(tcp())) {
            for (char c : post(CALL, "Connection: close")
                    .replace("Host: localhost\r\n", "")
                    .toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.readAll()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void forgivesEachRequestOfAConnectionItsMissingHost() throws Exception {
        String request = post(CALL).replace("Host: localhost\r\n", "");
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send(request + post(CALL) + request + post(CALL, "Connection: close"));
            assertThat(client.readAll().split("HTTP/1.1 200", -1)).hasSize(5);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /RPC2 | 405",
                "PUT /RPC2 | 405",
                "GET /nope | 404",
                "GET /logtail | 404",
                "GET /logtail/nope | 404",
                "GET /logtail/web | 404",
                "GET /mainlogtail | 404",
                "POST /logtail/web | 405",
                "POST /events | 405",
                "HEAD /events | 405",
                "GET / | 200",
                "GET /index.html | 200",
                "GET /tail.html?processname=web | 302",
                "POST /index.html | 405",
                "GET /ui/app.js | 404",
                "PUT / | 405",
                "GET /RPC2/more | 405",
                "POST /nope | 405",
                "POST /ok.html | 405",
                "GET /ok.html | 200",
            })
    void answersOtherRequestsWithAStatus(String request, int status) throws Exception {
        String answer = exchange(
                tcp(), request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void refusesABodyWithoutLengthAndACompressedOne() throws Exception {
        int port = tcp();
        assertThat(exchange(port, "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 411");
        assertThat(exchange(port, post(CALL, "Content-Encoding: gzip", "Connection: close")))
                .startsWith("HTTP/1.1 415");
    }

    @Test
    void readsAHugeBodyToItsEndAndRefusesIt() throws Exception {
        int port = tcp(new HttpLimits(1 << 20, 4096, 10, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        assertThat(exchange(port, post("x".repeat(8 << 20)))).startsWith("HTTP/1.1 413");
        String head = "POST /RPC2 HTTP/1.1\r\nHost: x\r\n";
        assertThat(exchange(port, head + "Content-Length: 9999999999\r\n\r\n")).startsWith("HTTP/1.1 413");
        assertThat(exchange(port, head + "Expect: 100-continue\r\nContent-Length: 40000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange(port, post(CALL, "Connection: close"))).startsWith("HTTP/1.1 200");
    }

    @Test
    void takesABodyOfJustTheLimit() throws Exception {
        HttpLimits tight = new HttpLimits(CALL.length(), 4096, 10, Duration.ofSeconds(30), Duration.ofSeconds(30));
        int port = tcp(tight);
        assertThat(exchange(port, post(CALL, "Connection: close"))).startsWith("HTTP/1.1 200");
        assertThat(exchange(port, post(CALL + " ", "Connection: close"))).startsWith("HTTP/1.1 413");
    }

    private static HttpLimits limits(int connections, long memory, int pendingPerAddress) {
        Duration long30 = Duration.ofSeconds(30);
        return new HttpLimits(
                32 << 20,
                16 << 10,
                connections,
                new HttpLimits.Times(long30, long30, long30),
                memory,
                pendingPerAddress);
    }

    @Test
    void announcedBodiesTakeNoMemoryAndArrivedOnesNoMoreThanThereIs() throws Exception {
        int port = tcp(limits(100, 300_000, 100));
        List<RawClient> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                waiting.add(RawClient.tcp(port).send(post("x".repeat(1 << 20)).substring(0, 100)));
            }
            assertThat(exchange(port, post(" ".repeat(100_000) + CALL, "Connection: close")))
                    .startsWith("HTTP/1.1 200");
            for (RawClient client : waiting) {
                client.send("x".repeat(60_000));
            }
            RawClient last = waiting.getLast();
            last.send("x".repeat(1 << 20));
            assertThat(last.readUntil("</html>")).startsWith("HTTP/1.1 503").contains("no memory left");
            assertThat(exchange(port, post(CALL, "Connection: close"))).startsWith("HTTP/1.1 200");
        } finally {
            for (RawClient client : waiting) {
                client.close();
            }
        }
        String large = CALL.replace("<params/>", "<params>" + " ".repeat(20_000) + "</params>");
        eventually(() -> {
            try {
                return exchange(port, post(large, "Connection: close")).startsWith("HTTP/1.1 200");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Origin: http://evil.example | allowed_origins",
                "Origin: null | allowed_origins",
                "Sec-Fetch-Site: cross-site | allowed_origins",
                "Sec-Fetch-Site: same-site | allowed_origins",
                "Host: evil.example | allowed_hosts",
                "Host: evil.example:9001 | allowed_hosts",
                "Host: 127.0.0.1.evil.example | allowed_hosts",
                "Origin: http://localhost:9001 | allowed_origins",
                "Origin: ftp://localhost | allowed_origins",
            })
    void refusesWhatAWebPageSends(String header, String key) throws Exception {
        int port = tcp();
        for (String request : List.of(post(CALL, "Content-Type: text/plain"), get("/ok.html"), get("/events"))) {
            String asked = header.startsWith("Host")
                    ? request.replace("Host: localhost", header)
                    : request.replace("Host: localhost", "Host: localhost\r\n" + header);
            assertThat(exchange(port, asked)).startsWith("HTTP/1.1 403").contains(key, "[inet_http_server]");
        }
        assertThat(control.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost:9001",
                "Host: LOCALHOST",
                "Host: 10.1.2.3:9001",
                "Host: [::1]:9001",
                "Host: localhost\r\nSec-Fetch-Site: none",
                "Host: localhost\r\nSec-Fetch-Site: same-origin",
                "hOsT: myhost",
                "Host: localhost:9001\r\nOrigin: http://localhost:9001",
                "Host: LocalHost\r\nOrigin: https://localhost\r\nSec-Fetch-Site: same-origin",
            })
    void admitsWhatNoForeignPageCanSend(String headers) throws Exception {
        assertThat(exchange(
                        tcp(),
                        post(CALL, "Connection: close", "Content-Type: text/xml")
                                .replace("Host: localhost", headers)))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void refusesAPageWhoseNameWasMadeToLeadHereAlsoIfItLooksLikeOurOwn() throws Exception {
        String request = post(CALL, "Connection: close")
                .replace("Host: localhost", "Host: evil.example:9001\r\nOrigin: http://evil.example:9001");
        try (RawClient client = RawClient.unix(unix())) { // as over any address but loopback
            assertThat(client.send(request).readAll())
                    .startsWith("HTTP/1.1 403")
                    .contains("allowed_hosts");
        }
        assertThat(control.asked).isEmpty();
    }

    @Test
    void letsInThePagesAndNamesThatAreAllowed() throws Exception {
        HttpSpec.Access access = new HttpSpec.Access(Set.of("https://panel.example"), Set.of("panel.example"));
        server = start(
                HttpLimits.DEFAULT, new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.empty(), access));
        int port = server.ports().getFirst();
        String request = post(CALL, "Connection: close", "Content-Type: text/xml", "Sec-Fetch-Site: cross-site");
        assertThat(exchange(
                        port,
                        request.replace("Host: localhost", "Host: panel.example\r\nOrigin: https://panel.example")))
                .startsWith("HTTP/1.1 200");
        assertThat(exchange(
                        port,
                        request.replace("Host: localhost", "Host: panel.example\r\nOrigin: https://other.example")))
                .startsWith("HTTP/1.1 403");
        assertThat(exchange(port, request)).startsWith("HTTP/1.1 403");
    }

    @Test
    void aPageOfAnAllowedOriginMayReadAnswersAndAskBeforeItsRequest() throws Exception {
        HttpSpec.Access access = new HttpSpec.Access(Set.of("https://panel.example"), Set.of());
        server = start(
                HttpLimits.DEFAULT, new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.of(ALICE), access));
        int port = server.ports().getFirst();
        String asked = get("/RPC2", "Access-Control-Request-Method: POST", "Origin: https://panel.example")
                .replace("GET", "OPTIONS");
        assertThat(exchange(port, asked))
                .startsWith("HTTP/1.1 204")
                .contains(
                        "Access-Control-Allow-Origin: https://panel.example",
                        "Access-Control-Allow-Methods: GET, POST",
                        "Access-Control-Allow-Credentials: true");
        assertThat(exchange(port, asked.replace("panel.example", "other.example")))
                .startsWith("HTTP/1.1 401")
                .doesNotContain("Access-Control");
        assertThat(exchange(port, get("/ok.html", "Origin: https://panel.example")))
                .startsWith("HTTP/1.1 401")
                .contains("Access-Control-Allow-Origin: https://panel.example");
    }

    @Test
    void whereAllOriginsAreAllowedNoLoginOfABrowserIsUsed() throws Exception {
        HttpSpec.Access access = new HttpSpec.Access(Set.of("*"), Set.of());
        server = start(
                HttpLimits.DEFAULT, new HttpSpec.Tcp("inet_http_server", "127.0.0.1", 0, Optional.empty(), access));
        assertThat(exchange(server.ports().getFirst(), get("/ok.html", "Origin: https://any.example")))
                .startsWith("HTTP/1.1 200")
                .contains("Access-Control-Allow-Origin: https://any.example")
                .doesNotContain("Access-Control-Allow-Credentials");
    }

    @Test
    void withoutAllowedOriginsNothingIsSaidOfThem() throws Exception {
        assertThat(exchange(tcp(), get("/ok.html"))).doesNotContain("Access-Control");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ok.html", "/mainlogtail/x", "/nowhere"})
    void whatABrowserMayShowIsShownAsWhatItIsDeclared(String path) throws Exception {
        assertThat(exchange(tcp(), get(path)))
                .contains("X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer");
    }

    @Test
    void aCallOfAPageMustBeXmlWhichNoOtherSiteCanSendUnasked() throws Exception {
        String request = post(CALL, "Connection: close", "Content-Type: text/plain")
                .replace("Host: localhost", "Host: localhost\r\nOrigin: http://localhost");
        assertThat(exchange(tcp(), request)).startsWith("HTTP/1.1 415").contains("text/xml");
    }

    @Test
    void aServerWithALoginMayBeCalledByAnyName() throws Exception {
        assertThat(exchange(
                        tcp(ALICE),
                        post(CALL, basic("Basic", "alice:se%cret:with colon"), "Connection: close")
                                .replace("Host: localhost", "Host: supervisor.example")))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "célé",
                "a%b",
                "a%2fb",
                "a%25",
                "<b>",
                "\"q\"",
                "a;b",
                "a#b",
                "a?b=c",
                "a?stdout",
                "..",
                "+",
                "a\\b",
                "\u00e9\ud83d\ude00"
            })
    void streamsTheLogOfAProgramOfAnyName(String name) throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "hello\n");
        control.with(logging(stopped(name, name), log, log));
        int port = tcp();
        String escaped = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        String raw = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String path : List.of(raw, raw + "/stderr", escaped, escaped + "/stdout", escaped + ":" + escaped)) {
            try (RawClient client = RawClient.tcp(port)) {
                assertThat(client.send("GET /logtail/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .readUntil("hello\n"))
                        .startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aRefusalSaysWhyAndQuotesLittle() throws Exception {
        int port = tcp();
        assertThat(exchange(port, post("<methodCall><b>", "Connection: close")))
                .startsWith("HTTP/1.1 400")
                .contains("this is no XML-RPC call: ", "got b");
        String wrong = "<methodCall><methodName>m</methodName><params><param><value><int>&lt;b>" + "x".repeat(300_000)
                + "</int></value></param></params></methodCall>";
        String answer = exchange(port, post(wrong, "Connection: close"));
        assertThat(answer).startsWith("HTTP/1.1 400").contains("&lt;b&gt;xxx").hasSizeLessThan(1000);
    }

    @Test
    void theOldestPendingConnectionIsClosedWhenAllAreTaken() throws Exception {
        int port = tcp(limits(3, 1 << 20, 100));
        try (RawClient known = RawClient.tcp(port);
                RawClient oldest = RawClient.tcp(port);
                RawClient other = RawClient.tcp(port)) {
            known.send(post(CALL)).readUntil("</methodResponse>");
            known.forget();
            oldest.send("POST /RPC2 HTTP/1.1\r\nX-Half: ");
            other.send("POST /RPC2 HTTP/1.1\r\nX-Half: ");
            assertThat(exchange(port, post(CALL, "Connection: close"))).startsWith("HTTP/1.1 200");
            assertThat(oldest.readAll()).isEmpty();
            known.send(post(CALL)).readUntil("</methodResponse>");
        }
    }

    @Test
    void anAddressHasOnlySoManyConnectionsThatHaveNotLoggedIn() throws Exception {
        int port = tcp(limits(100, 1 << 20, 2), ALICE);
        try (RawClient known = RawClient.tcp(port)) {
            known.send(post(CALL, basic("Basic", "alice:se%cret:with colon"))).readUntil("</methodResponse>");
            known.forget();
            try (RawClient first = RawClient.tcp(port);
                    RawClient second = RawClient.tcp(port);
                    RawClient third = RawClient.tcp(port)) {
                assertThat(first.readAll()).isEmpty();
                second.send(post(CALL)).readUntil("401");
                third.send(post(CALL)).readUntil("401");
            }
            known.send(post(CALL, basic("Basic", "alice:se%cret:with colon"))).readUntil("</methodResponse>");
        }
    }

    @ParameterizedTest
    @CsvSource({"'',false", "0.0.0.0,false", "127.0.0.1,false", "[::],true", "[::1],true"})
    void listensOnIpv6OnlyWhereItIsAskedTo(String host, boolean isIpv6) throws Exception {
        server = start(HttpLimits.DEFAULT, new HttpSpec.Tcp("inet_http_server", host, 0, Optional.empty()));
        int port = server.ports().getFirst();
        assertThat(isReached("::1", port)).isEqualTo(isIpv6);
        assertThat(isReached("127.0.0.1", port)).isEqualTo(!host.equals("[::1]"));
    }

    private static boolean isReached(String address, int port) {
        try (SocketChannel channel = SocketChannel.open(new InetSocketAddress(address, port))) {
            return channel.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void survivesAHugeHeader() throws Exception {
        int port = tcp();
        try (RawClient client = RawClient.tcp(port)) {
            client.send("POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nX-Big: " + "a".repeat(100_000));
            assertThat(client.readAll()).startsWith("HTTP/1.1 431");
        } catch (IOException e) {
            // closed while we were still talking: refused as well
        }
        assertThat(exchange(port, post(CALL, "Connection: close"))).startsWith("HTTP/1.1 200");
    }

    private static String basic(String scheme, String userAndPassword) {
        return "Authorization: " + scheme + " "
                + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void acceptsTheRightPassword() throws Exception {
        int port = tcp(ALICE);
        assertThat(exchange(port, post(CALL, basic("bAsIc", "alice:se%cret:with colon"), "Connection: close")))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice:",
                "alice:se%cret",
                "alice:se%cret:with colon ",
                "ALICE:se%cret:with colon",
                ":se%cret:with colon",
                "nocolon",
                ""
            })
    void refusesEveryOtherUser(String userAndPassword) throws Exception {
        String answer = exchange(tcp(ALICE), post(CALL, basic("Basic", userAndPassword)));
        assertThat(answer)
                .startsWith("HTTP/1.1 401")
                .contains("WWW-Authenticate: Basic realm=\"default\"\r\n", "Connection: close\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic", "Basic !!!!", "Bearer abc", "Digest username=\"alice\""})
    void refusesAMalformedAuthorizationHeader(String header) throws Exception {
        int port = tcp(ALICE);
        assertThat(exchange(port, post(CALL, "Authorization: " + header))).startsWith("HTTP/1.1 401");
        assertThat(exchange(port, get("/ok.html"))).startsWith("HTTP/1.1 401");
    }

    @Test
    void comparesAHashedPassword() {
        // printf sesame | sha1sum
        String hash = "{SHA}084a3501edef6845f2f1e4198ec3a2b81cf5c6bc";
        Password hashed = Password.of(hash);
        assertThat(hashed.matches("sesame".getBytes(StandardCharsets.UTF_8))).isTrue();
        assertThat(hashed.matches(hash.getBytes(StandardCharsets.UTF_8))).isFalse();
        assertThat(hashed.matches("Sesame".getBytes(StandardCharsets.UTF_8))).isFalse();
    }

    @Test
    void answersLateCallsHoweverLateAndClosesSilentConnections() throws Exception {
        control.pendingStart = new CompletableFuture<>();
        int port = tcp(new HttpLimits(1 << 20, 4096, 10, Duration.ofMillis(50), Duration.ofSeconds(30)));
        String start = CALL.replace("getAPIVersion", "startProcess")
                .replace("<params/>", "<params><param><value>web</value></param></params>");
        try (RawClient waiting = RawClient.tcp(port);
                RawClient silent = RawClient.tcp(port)) {
            waiting.send(post(start));
            eventually(() -> control.asked.contains("start web"));
            assertThat(silent.readAll()).isEmpty();
            control.pendingStart.complete(null);
            assertThat(waiting.readUntil("</methodResponse>")).contains("<boolean>1</boolean>");
        }
    }

    @Test
    void cutsOffAHeaderThatComesTooSlowly() throws Exception {
        int port = tcp(new HttpLimits(1 << 20, 1 << 20, 10, Duration.ofSeconds(30), Duration.ofMillis(50)));
        try (RawClient client = RawClient.tcp(port)) {
            client.send("POST /RPC2 HTTP/1.1\r\nX-Slow: ");
            assertThatThrownBy(() -> {
                        while (true) {
                            client.send("a");
                            LockSupport.parkNanos(1_000_000);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void letsTheNextInWhenOneLeaves() throws Exception {
        int port = tcp(new HttpLimits(1 << 20, 4096, 2, Duration.ofSeconds(30), Duration.ofSeconds(30)));
        RawClient first = RawClient.tcp(port);
        try (RawClient second = RawClient.tcp(port)) {
            first.send(post(CALL)).readUntil("</methodResponse>");
            second.send(post(CALL)).readUntil("</methodResponse>");
            try (RawClient third = RawClient.tcp(port)) {
                third.send(post(CALL));
                first.close();
                assertThat(third.readUntil("</methodResponse>")).contains("3.0");
            }
        }
    }

    @Test
    void saysThatAPortIsTaken() throws Exception {
        int port = tcp();
        assertThatThrownBy(() -> start(
                        HttpLimits.DEFAULT, new HttpSpec.Tcp("inet_http_server", "127.0.0.1", port, Optional.empty())))
                .isInstanceOf(ListenException.class)
                .hasMessageStartingWith("Another program is already listening on a port");
    }

    @Test
    void givesAUnixSocketItsModeAndItsNameAndTakesThemAway() throws Exception {
        Path file = folder.resolve("open.sock");
        server = start(
                HttpLimits.DEFAULT,
                new HttpSpec.Unix("unix_http_server", file, 0766, Optional.empty(), Optional.empty()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxrw-rw-");
        try (var names = Files.list(folder)) {
            assertThat(names).containsExactly(file);
        }
        server.close();
        try (var names = Files.list(folder)) {
            assertThat(names).isEmpty();
        }
    }

    @Test
    void answersOnAUnixSocketAsSupervisorctlAsks() throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "hello\n");
        control.with(logging(stopped("web", "web"), log, null));
        try (RawClient client = RawClient.unix(unix())) {
            client.send("GET /logtail/web/stdout HTTP/1.1\r\nHost: \r\nAccept-Encoding: chunked\r\n\r\n\r\n");
            assertThat(client.readUntil("hello\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Transfer-Encoding: chunked\r\n", "\r\n6\r\nhello\n");
        }
    }

    @Test
    void replacesASocketThatIsNotAnswered() throws Exception {
        Path file = unix();
        // as a killed daemon leaves it: the name stays, though no process listens
        Path dead = folder.resolve("dead");
        Files.createLink(dead, file);
        server.close();
        Files.move(dead, file);
        assertThat(unix()).isEqualTo(file);
        try (RawClient client = RawClient.unix(file)) {
            client.send(post(CALL)).readUntil("</methodResponse>");
        }
    }

    @Test
    void leavesASocketThatIsAnswered() throws Exception {
        Path file = unix();
        HttpSpec same = new HttpSpec.Unix("unix_http_server", file, 0700, Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> start(HttpLimits.DEFAULT, same))
                .isInstanceOf(ListenException.class)
                .hasMessageStartingWith("Another program is already listening on a port");
        try (RawClient client = RawClient.unix(file)) {
            client.send(post(CALL)).readUntil("</methodResponse>");
        }
    }

    @Test
    void leavesAFileAloneThatIsNoSocket() throws Exception {
        Path file = Files.writeString(folder.resolve("super.sock"), "precious");
        assertThatThrownBy(this::unix).isInstanceOf(ListenException.class).hasMessageContaining("is not a socket");
        assertThat(file).hasContent("precious");
    }

    @Test
    void streamsTheEndOfALogAndThenWhatIsAdded() throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "x".repeat(2000) + "end\n");
        control.with(logging(stopped("web", "web"), log, null));
        try (RawClient client = RawClient.tcp(tcp())) {
            String answer = client.send("GET /logtail/web HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readUntil("end\n");
            assertThat(answer)
                    .contains("Content-Type: text/plain;charset=utf-8\r\n", "Last-Modified: ", "X-Accel-Buffering: no");
            assertThat(answer.substring(answer.indexOf("\r\n\r\n")))
                    .contains("\r\n400\r\n" + "x".repeat(1020) + "end\n");
            for (int i = 0; i < 3; i++) {
                append(log, "more " + i + "\n");
                client.readUntil("more " + i + "\n");
            }
        }
    }

    @Test
    void goesOnWithTheNextLogWhenOneIsRotatedOrCleared() throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "start\n");
        control.with(logging(stopped("web", "web"), null, log));
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send("GET /logtail/web/stderr HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readUntil("start\n");
            Files.writeString(log, "last words\n", StandardOpenOption.APPEND);
            Files.move(log, folder.resolve("web.log.1"), StandardCopyOption.REPLACE_EXISTING);
            append(log, "after the rotation\n");
            assertThat(client.readUntil("after the rotation\n")).contains("last words\n");
            Files.writeString(log, "cut\n");
            control.wrote(log);
            client.readUntil("cut\n");
            Files.delete(log);
            control.wrote(log);
            append(log, "anew\n");
            client.readUntil("anew\n");
        }
    }

    @Test
    void sendsTheHeaderOfAnEmptyLogAtOnce() throws Exception {
        Path log = Files.createFile(folder.resolve("main.log"));
        control.mainLog = Optional.of(log);
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send("GET /mainlogtail HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("\r\n\r\n");
            append(log, "line\n");
            client.readUntil("line\n");
        }
    }

    @Test
    void noticesThatAReaderOfASilentLogHasGone() throws Exception {
        Path log = Files.writeString(folder.resolve("web.log"), "hello\n");
        control.with(logging(stopped("web", "web"), log, null));
        try (RawClient client = RawClient.tcp(tcp())) {
            client.send("GET /logtail/web HTTP/1.1\r\nHost: localhost\r\n\r\n").readUntil("hello\n");
            assertThat(control.followers(log)).isOne();
        }
        eventually(() -> control.followers(log) == 0);
    }

    private void append(Path log, String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        control.wrote(log);
    }
}

package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Event;
import org.supervisor.client.NotReachableException.Reason;

class SecureTransportTest {
    @TempDir
    static Path folder;

    private static SecureServer.Identity server;
    private static SecureServer.Identity caller;

    @BeforeAll
    static void createCertificates() throws Exception {
        server = SecureServer.Identity.create(folder, "server", "EC");
        caller = SecureServer.Identity.create(folder, "caller", "RSA");
    }

    private static final HttpHandler PID = exchange ->
            answer(exchange, 200, ScriptedServer.value(Wires.integer(7)).body());

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Begins an answer that does not end before the test does. */
    private static HttpHandler beginning(String type, String text, CountDownLatch end) {
        return exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private static SupervisorClient.Builder trusting(SecureServer secure) {
        return SupervisorClient.builder().uri(secure.uri()).trustCertificates(server.pem());
    }

    @Test
    void callsOverTlsAndLogsIn() throws Exception {
        CompletableFuture<String> login = new CompletableFuture<>();
        try (var secure = new SecureServer(server, null, exchange -> {
                    if (exchange.getRequestMethod().equals("POST")) {
                        login.complete(exchange.getRequestHeaders().getFirst("Authorization"));
                    }
                    PID.handle(exchange);
                });
                var client = trusting(secure).credentials("me", "secret").build()) {
            client.connect();
            assertThat(client.supervisor().pid()).isEqualTo(7);
            assertThat(client.supervisor().pid()).isEqualTo(7);
            assertThat(login.get(10, TimeUnit.SECONDS)).isEqualTo("Basic bWU6c2VjcmV0");
        }
    }

    @Test
    void refusesACertificateThatIsNotTrusted() throws Exception {
        try (var secure = new SecureServer(server, null, PID);
                var client = SupervisorClient.builder().uri(secure.uri()).build()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .withMessageContaining("has a certificate that is not trusted")
                    .withMessageContaining("--cacert")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_TRUSTED));
        }
    }

    @Test
    void refusesACertificateForAnotherHost() throws Exception {
        try (var secure = new SecureServer(server, null, PID);
                var client = SupervisorClient.builder()
                        .uri(URI.create("https://127.0.0.1:" + secure.port()))
                        .trustCertificates(server.pem())
                        .build()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::connect)
                    .withMessageContaining("has a certificate for another host")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_TRUSTED));
        }
    }

    @Test
    void presentsACertificateFromEitherKindOfFile() throws Exception {
        try (var secure = new SecureServer(server, caller, PID)) {
            for (Path file : List.of(caller.p12(), caller.pemWithKey())) {
                String password = file.equals(caller.p12()) ? SecureServer.PASSWORD : "";
                try (var client =
                        trusting(secure).clientCertificate(file, password).build()) {
                    assertThat(client.supervisor().pid()).isEqualTo(7);
                }
            }
        }
    }

    @Test
    void reportsThatAClientCertificateIsRequired() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = SupervisorClient.builder()
                        .uri(URI.create("https://localhost:" + socket.getLocalPort()))
                        .trustCertificates(server.pem())
                        .build()) {
            SSLContext context = SecureServer.context(server, caller);
            var unused = inThread(() -> refuseWithoutCertificate(socket, context));
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::connect)
                    .withMessageContaining("requires a client certificate")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_TRUSTED));
        }
    }

    @Test
    void reportsThatThePortIsNotForTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = SupervisorClient.builder()
                        .uri(URI.create("https://localhost:" + plain.getLocalPort()))
                        .build()) {
            var unused = inThread(() -> refuse(plain));
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::connect)
                    .withMessageContaining("is this its port for https");
        }
    }

    /** The common pool has few threads, and tests may hold them. */
    private static CompletableFuture<Void> inThread(Runnable work) {
        return CompletableFuture.runAsync(work, task -> new Thread(task).start());
    }

    /** Unlike the JDK's HTTPS server it sends the reason before it closes the connection, and loses it to no reset. */
    private static void refuseWithoutCertificate(ServerSocket server, SSLContext context) {
        while (!server.isClosed()) { // the JDK's client tries again by itself
            try (Socket socket = server.accept()) {
                SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, false);
                tls.setNeedClientAuth(true);
                refuseHandshake(tls);
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // the client, or the test, has ended
            }
        }
    }

    private static void refuseHandshake(SSLSocket tls) throws IOException {
        try {
            tls.startHandshake();
        } catch (SSLException refused) {
            // as it should be; the reason is on its way
        }
    }

    /** The answer of web servers to a TLS greeting at a port without TLS. */
    private static void refuse(ServerSocket plain) {
        while (!plain.isClosed()) { // the JDK's client tries again by itself
            try (Socket socket = plain.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                // the client, or the test, has ended
            }
        }
    }

    @Test
    void reportsAnUnreachableAddressAndAnUnknownHost() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(reasonFor("https://localhost:" + port)).isEqualTo(Reason.REFUSED);
        assertThat(reasonFor("https://no-such-host.invalid")).isEqualTo(Reason.UNKNOWN_HOST);
    }

    private static Reason reasonFor(String uri) {
        try (var client = SupervisorClient.builder().uri(URI.create(uri)).build()) {
            client.connect();
            throw new AssertionError(uri + " answers");
        } catch (NotReachableException e) {
            return e.reason();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 500})
    void explainsWhatAStatusMeans(int status) throws Exception {
        try (var secure = new SecureServer(server, null, exchange -> answer(exchange, status, ""));
                var client = trusting(secure).build()) {
            assertThatExceptionOfType(SupervisorException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .isExactlyInstanceOf(
                            status == 401 ? UnauthorizedException.class : ProtocolViolationException.class);
        }
    }

    @Test
    void givesUpWhenTheAnswerDoesNotBeginInTime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (var secure = new SecureServer(server, null, exchange -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                var client =
                        trusting(secure).requestTimeout(Duration.ofMillis(50)).build()) {
            assertThatExceptionOfType(TimedOutException.class)
                    .isThrownBy(() -> client.start("web"))
                    .withMessageContaining("did not answer start_process within 50 ms");
            end.countDown();
        }
    }

    @Test
    void givesUpWhenTheAnswerDoesNotEndInTime() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (var secure = new SecureServer(server, null, beginning("text/xml", "<?xml version='1.0'?>", end));
                var client =
                        trusting(secure).requestTimeout(Duration.ofSeconds(3)).build()) {
            assertThatExceptionOfType(TimedOutException.class).isThrownBy(() -> client.start("web"));
            end.countDown();
        }
    }

    @Test
    void endsACallWhenItsThreadIsInterrupted() throws Exception {
        try (var secure = new SecureServer(server, null, PID);
                var client = trusting(secure).build()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> client.start("web"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void streamsALogUntilAnotherThreadEndsIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (var secure = new SecureServer(server, null, beginning("text/plain", "hello", end));
                var client = trusting(secure).build()) {
            InputStream tail = client.tailMainLog();
            assertThat(new String(tail.readNBytes(5), StandardCharsets.UTF_8)).isEqualTo("hello");
            CompletableFuture<Integer> next = CompletableFuture.supplyAsync(() -> {
                try {
                    return tail.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            tail.close();
            assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
            end.countDown();
        }
    }

    @Test
    void deliversEventsOverTls() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        String event = "id: 1\ndata: {\"type\":\"TICK_5\",\"time\":\"2026-11-22T10:00:00Z\"}\n\n";
        try (var secure = new SecureServer(server, null, beginning("text/event-stream", event, end));
                var client = trusting(secure).build()) {
            CompletableFuture<Object> first = new CompletableFuture<>();
            CompletableFuture<Void> stream = client.events().consume(first::complete);
            var unused = stream.whenComplete((nothing, failure) -> first.completeExceptionally(failure));
            assertThat(first.get(10, TimeUnit.SECONDS)).isInstanceOf(Event.class);
            stream.cancel(true);
            end.countDown();
        }
    }

    @Test
    void refusesFilesThatHoldNoCertificate() throws Exception {
        Path other = Files.writeString(folder.resolve("other"), "nothing of that kind");
        SupervisorClient.Builder builder = SupervisorClient.builder().uri(URI.create("https://localhost"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.trustCertificates(other).build())
                .withMessageContaining("it has no certificate")
                .withMessageContaining("expected certificates in PEM");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder.trustCertificates(folder.resolve("none")).build())
                .withMessageContaining("cannot be read");
        SupervisorClient.Builder presenting = SupervisorClient.builder().uri(URI.create("https://localhost"));
        for (Path file : List.of(other, caller.pem(), caller.p12())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> presenting.clientCertificate(file, "wrong").build())
                    .withMessageContaining("PKCS#12 file and its password, or PEM");
        }
    }

    @Test
    void refusesCertificatesForAnAddressWithoutTls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SupervisorClient.builder()
                        .uri(URI.create("http://localhost:9505"))
                        .trustCertificates(server.pem())
                        .build())
                .withMessageContaining("expected an address that begins with https://");
    }
}

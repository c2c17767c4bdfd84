package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.process.Endpoint;
import org.supervisor.server.process.Probe;

/** Checks of true servers. */
class SocketProbeTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String BODY = "{\"status\": \"up\"}";

    @TempDir
    private Path folder;

    private Optional<HttpServer> server = Optional.empty();

    @AfterEach
    void stop() {
        server.ifPresent(running -> running.stop(0));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String wanted = exchange.getRequestHeaders().getFirst("X-Status");
        String path = exchange.getRequestURI().getPath();
        byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Location", "/");
        exchange.sendResponseHeaders(
                wanted == null ? 200 : Integer.parseInt(wanted), path.equals("/chunked") ? 0 : body.length);
        try (var out = exchange.getResponseBody()) {
            for (byte one : body) {
                out.write(one);
                out.flush();
            }
        }
    }

    private Endpoint.Tcp start(HttpServer fresh) {
        server = Optional.of(fresh);
        fresh.createContext("/", SocketProbeTest::answer);
        fresh.start();
        return new Endpoint.Tcp("127.0.0.1", fresh.getAddress().getPort());
    }

    private Endpoint.Tcp start() throws IOException {
        return start(HttpServer.create(ANY_PORT, 0));
    }

    private Endpoint.Tcp startTls() throws Exception {
        Path store = folder.resolve("keys");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=somebody",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer https = HttpsServer.create(ANY_PORT, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return start(https);
    }

    private static String get(Endpoint endpoint, String target, String pattern, Probe.Http.Header... headers) {
        Probe.Http probe = new Probe.Http(
                endpoint,
                target,
                List.of(headers),
                new Probe.Http.Expected(200, 299, Optional.of(pattern).filter(given -> !given.isEmpty())));
        return new SocketProbe(endpoint, HttpQuestion.of(probe), new HostLookups()).run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/chunked"})
    void theBodyIsMatched(String target) throws IOException {
        Endpoint.Tcp server = start();
        assertThat(get(server, target, "\"status\": *\"up\"}$")).isEmpty();
        assertThat(get(server, target, "down")).isEqualTo("answered without down in its body");
    }

    @Test
    void headersAreSentAndARedirectionIsAnAnswer() throws IOException {
        Endpoint.Tcp server = start();
        assertThat(get(server, "/", "", new Probe.Http.Header("X-Status", "201")))
                .isEmpty();
        assertThat(get(server, "/", "", new Probe.Http.Header("X-Status", "302")))
                .isEqualTo("answered with status 302, expected 200-299");
    }

    @Test
    void aCertificateMustBeTrustedUnlessItNeedNot() throws Exception {
        Endpoint.Tcp server = startTls();
        assertThat(get(new Endpoint.Tls(server, true), "/", ""))
                .startsWith("failed: its certificate is not accepted: ");
        assertThat(get(new Endpoint.Tls(server, false), "/", "up")).isEmpty();
    }

    @Test
    void aUnixSocketIsAskedToo() throws Exception {
        Path path = folder.resolve("s");
        Endpoint endpoint = new Endpoint.Unix(path.toString());
        assertThat(get(endpoint, "/", "")).startsWith("failed: ");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(path));
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (SocketChannel client = listening.accept()) {
                    client.read(ByteBuffer.allocate(1000));
                    client.write(
                            ByteBuffer.wrap("HTTP/1.0 200 OK\r\n\r\nit is up".getBytes(StandardCharsets.US_ASCII)));
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            assertThat(get(endpoint, "/", "is up$")).isEmpty();
            served.get();
        }
    }

    @Test
    void whatIsNoHttpIsReported() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (Socket client = listening.accept()) {
                    client.getOutputStream().write("220 mail\r\n".getBytes(StandardCharsets.US_ASCII));
                    client.getInputStream().readNBytes(1);
                } catch (IOException failure) {
                    throw new IllegalStateException(failure);
                }
            });
            assertThat(get(new Endpoint.Tcp("127.0.0.1", listening.getLocalPort()), "/", ""))
                    .isEqualTo("did not answer in HTTP");
            served.get();
        }
    }

    @Test
    void aCheckThatIsCancelledEnds() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint endpoint = new Endpoint.Tcp("127.0.0.1", listening.getLocalPort());
            SocketProbe probe = new SocketProbe(
                    endpoint,
                    HttpQuestion.of(Probe.http("127.0.0.1", listening.getLocalPort(), "/", 200, 299)),
                    new HostLookups());
            CompletableFuture<String> result = CompletableFuture.supplyAsync(probe::run);
            try (Socket client = listening.accept()) {
                assertThat(client.getInputStream().read()).isEqualTo('G');
                probe.close();
                assertThat(result.get()).startsWith("failed: ");
            }
            assertThat(probe.run()).isEqualTo("failed: it was cancelled");
        }
    }
}

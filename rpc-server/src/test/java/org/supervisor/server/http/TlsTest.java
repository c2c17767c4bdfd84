package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.supervisor.server.rpc.FakeControl.logging;
import static org.supervisor.server.rpc.FakeControl.stopped;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.client.NotReachableException;
import org.supervisor.client.SupervisorClient;
import org.supervisor.server.Await;
import org.supervisor.server.config.Credentials;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.TlsFiles;
import org.supervisor.server.config.TlsFiles.Kind;
import org.supervisor.server.config.TlsSpec;
import org.supervisor.server.rpc.FakeControl;

/** A port with TLS, whose files are changed while it is used. */
@Timeout(60)
class TlsTest {
    private static final Path TLS = Path.of("src/test/resources/tls");
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String BODY = "<methodCall><methodName>supervisor.getAPIVersion</methodName></methodCall>";
    private static final String CALL = "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
            + BODY.length() + "\r\n\r\n" + BODY;

    private final FakeControl control = new FakeControl();
    private final Map<Kind, Path> files = new EnumMap<>(Kind.class);
    private HttpServer server;

    @TempDir
    private Path folder;

    private void start(TlsSpec.ClientAuth clientAuth, HttpLimits limits, Optional<Credentials> login)
            throws IOException {
        put("rsa.pem", "server.pem");
        put("rsa.pkcs8", "server.key");
        files.put(Kind.TLS_CERTIFICATE, folder.resolve("server.pem"));
        files.put(Kind.TLS_KEY, folder.resolve("server.key"));
        TlsFiles tls = new TlsFiles(files);
        HttpSpec.Tcp tcp = new HttpSpec.Tcp(
                "inet_http_server",
                "127.0.0.1",
                0,
                login,
                HttpSpec.Access.NONE,
                Optional.of(new TlsSpec(tls, tls.read(), clientAuth)));
        server = HttpServer.start(List.of(tcp), control.endpoint(), control, limits);
    }

    private void start() throws IOException {
        start(TlsSpec.ClientAuth.REQUIRED, HttpLimits.DEFAULT, Optional.empty());
    }

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    /** As a renewal does: under another name first. */
    private void put(String content, String name) throws IOException {
        Path fresh = Files.copy(TLS.resolve(content), folder.resolve("fresh"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private int port() {
        return server.ports().getFirst();
    }

    private SupervisorClient.Builder client() {
        return SupervisorClient.builder()
                .uri(URI.create("https://localhost:" + port()))
                .trustCertificates(TLS.resolve("ca.pem"));
    }

    private static String version(SupervisorClient.Builder builder) {
        try (SupervisorClient client = builder.build()) {
            return client.supervisor().apiVersion();
        }
    }

    private SSLSocket socket() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var ca = Files.newInputStream(TLS.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
    }

    private String certificate() {
        try (SSLSocket socket = socket()) {
            X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return own.getSubjectX500Principal().getName();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String exchange(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void callsAreAnsweredOverTls(String protocol) throws Exception {
        start();

        assertThat(version(client())).isEqualTo("3.0");
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {protocol});
            assertThat(exchange(socket, CALL)).contains("200 OK", "3.0");
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @Test
    void aClientThatDoesNotTrustTheCertificateSendsNothing() throws IOException {
        start();

        assertThatThrownBy(() -> version(SupervisorClient.builder().uri(URI.create("https://localhost:" + port()))))
                .isInstanceOf(NotReachableException.class)
                .hasMessageContaining("not trusted");
    }

    @Test
    void aLoginIsRequiredOverTlsAsWell() throws IOException {
        start(TlsSpec.ClientAuth.REQUIRED, HttpLimits.DEFAULT, Optional.of(new Credentials("user", "sesame")));

        assertThat(version(client().credentials("user", "sesame"))).isEqualTo("3.0");
        assertThatThrownBy(() -> version(client())).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aClientNeedsACertificateOfTheCaIfItIsRequired() throws Exception {
        files.put(Kind.TLS_CLIENT_CA, TLS.resolve("ca.pem"));
        start();

        assertThat(version(client().clientCertificate(TLS.resolve("client-both.pem"), "")))
                .isEqualTo("3.0");
        assertThatThrownBy(() -> version(client())).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> version(client().clientCertificate(TLS.resolve("foreign-both.pem"), "")))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void aClientMayHaveACertificateIfItIsWanted() throws IOException {
        files.put(Kind.TLS_CLIENT_CA, TLS.resolve("ca.pem"));
        start(TlsSpec.ClientAuth.WANTED, HttpLimits.DEFAULT, Optional.empty());

        assertThat(version(client())).isEqualTo("3.0");
        assertThat(version(client().clientCertificate(TLS.resolve("client-both.pem"), "")))
                .isEqualTo("3.0");
    }

    @Test
    void whoSpeaksHttpIsAnsweredWhatToDo() throws IOException {
        start();

        try (RawClient plain = RawClient.tcp(port())) {
            assertThat(plain.send(CALL).readAll()).contains("400 Bad Request", "use https://");
        }
        try (RawClient other = RawClient.tcp(port())) {
            assertThat(other.send("\0\0\0\0 neither").readAll()).isEmpty();
        }
        assertThat(version(client())).isEqualTo("3.0");
    }

    @Test
    void aRenewedCertificateIsUsedForNewConnectionsAndOpenOnesGoOn() throws Exception {
        start();
        try (SSLSocket before = socket()) {
            before.startHandshake();
            put("ec.sec1", "server.key");
            put("ec.pem", "server.pem");
            Await.until("the new one", () -> certificate().equals("CN=ec"));

            assertThat(exchange(before, CALL)).contains("3.0");
        }
    }

    @Test
    void aRenewalThatCannotBeUsedLeavesTheCertificateUntilItCan() throws Exception {
        start();
        files.put(Kind.TLS_KEY, folder.resolve("server.key"));
        TlsFiles tls = new TlsFiles(files);
        TlsContext context =
                TlsContext.of("inet_http_server", new TlsSpec(tls, tls.read(), TlsSpec.ClientAuth.REQUIRED));
        SSLContext first = context.factory().getSslContext();
        put("ec.pem", "server.pem"); // its key is not there yet
        context.look();
        assertThat(context.factory().getSslContext()).isSameAs(first);
        assertThat(certificate()).isEqualTo("CN=rsa");

        put("ec.sec1", "server.key");
        Await.until("the new one", () -> certificate().equals("CN=ec"));
    }

    @Test
    void handshakesThatAreNotFinishedMakeRoomForOthers() throws Exception {
        start(TlsSpec.ClientAuth.REQUIRED, new HttpLimits(1 << 20, 16 << 10, 4, LONG, LONG), Optional.empty());
        List<RawClient> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                RawClient client = RawClient.tcp(port());
                silent.add(client.send("\26\3\1\0\100"));
            }
            assertThat(version(client())).isEqualTo("3.0");
        } finally {
            for (RawClient client : silent) {
                client.close();
            }
        }
    }

    @Test
    void aHandshakeThatComesTooSlowlyIsCutOff() throws Exception {
        Duration header = Duration.ofMillis(50);
        start(TlsSpec.ClientAuth.REQUIRED, new HttpLimits(1 << 20, 16 << 10, 100, LONG, header), Optional.empty());
        try (RawClient slow = RawClient.tcp(port())) {
            slow.send("\26\3\1\100\0");
            Await.until("it is cut off", () -> {
                try {
                    slow.send("\1");
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
        }
    }

    @Test
    void aFollowedLogStreamsAndItsEndIsNoticed() throws Exception {
        start();
        Path log = Files.writeString(folder.resolve("web.log"), "start\n");
        control.with(logging(stopped("web", "web"), log, null));
        try (SSLSocket socket = socket()) {
            socket.getOutputStream()
                    .write("GET /logtail/web HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            StringBuilder heard = new StringBuilder();
            while (heard.indexOf("start\n") < 0) {
                heard.append((char) socket.getInputStream().read());
            }
        }
        Await.until("no log is followed", () -> control.followers(log) == 0);
    }

    @Test
    void anOldProtocolIsRefused() throws Exception {
        start();
        try (SSLSocket socket = socket()) {
            socket.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLHandshakeException.class);
        }
    }
}

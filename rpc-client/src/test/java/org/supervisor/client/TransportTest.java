package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.client.NotReachableException.Reason;

class TransportTest {
    private static final String PID = ScriptedServer.value(Wires.integer(7)).body();
    private static final String KEPT = "HTTP/1.1 200 OK\r\nContent-Length: " + PID.length() + "\r\n\r\n" + PID;

    @Test
    void usesOneConnectionForManyCalls() throws Exception {
        try (var server = new RawServer(KEPT, true);
                var client = server.client()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.supervisor().pid()).isEqualTo(7);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void connectsAgainWhenTheServerHasClosedTheConnectionMeanwhile() throws Exception {
        try (var server = new RawServer(KEPT, false);
                Connection connection =
                        Connection.open(Endpoint.of(server.uri()), Deadline.in(Duration.ofSeconds(10)));
                PlainTransport transport = new PlainTransport(Endpoint.of(server.uri()), Duration.ofSeconds(10))) {
            transport.write(connection, new Transport.Request("POST", "/RPC2", Map.of(), ByteBuffer.allocate(0)));
            connection.read(new byte[KEPT.length()], 0, KEPT.length());
            assertThat(connection.read(new byte[1], 0, 1)).isEqualTo(-1);
            transport.giveBack(connection);
            assertThat(transport.take(Deadline.NEVER)).isNotSameAs(connection);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n%s",
                "HTTP/1.0 200 OK\r\n\r\n%s",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n",
                "HTTP/1.1 200\r\nTRANSFER-ENCODING: chunked\r\n\r\n%x;ext=1\r\n%s\r\n0\r\nTrailer: x\r\n\r\n"
            })
    void understandsEveryWayToEndAnAnswer(String form) throws Exception {
        String answer = form.replace("%x", Integer.toHexString(PID.length())).replace("%s", PID);
        try (var server = new RawServer(answer, false);
                var client = server.client()) {
            assertThat(client.supervisor().pid()).isEqualTo(7);
        }
    }

    @Test
    void reportsAnAnswerThatWasCutShort() throws Exception {
        try (var server = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<methodRe", false);
                var client = server.client()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BROKEN));
        }
    }

    @Test
    void reportsThatNothingListensAtThePort() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (var client = SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port))
                .build()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(() -> client.status("web"))
                    .withMessageContaining("refused the connection; is the supervisor running")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
        }
    }

    @Test
    void reportsThatThereIsNoSuchSocket(@TempDir Path folder) {
        try (var client = SupervisorClient.builder()
                .unixSocket(folder.resolve("none.sock"))
                .build()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::connect)
                    .withMessageContaining("none.sock does not exist")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NO_SOCKET));
        }
    }

    @Test
    void reportsThatNothingListensAtTheSocket(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("dead.sock");
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket))
                .close();
        try (var client = SupervisorClient.builder().unixSocket(socket).build()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::connect)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED));
        }
    }

    @Test
    void doesNotWaitWithoutLimitAtASocketWhoseQueueIsFull(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("busy.sock");
        List<SocketChannel> queue = new ArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket), 1);
            fill(queue, socket);
            try (var client = SupervisorClient.builder()
                    .unixSocket(socket)
                    .connectTimeout(Duration.ofMillis(50))
                    .build()) {
                assertThatExceptionOfType(NotReachableException.class)
                        .isThrownBy(client::connect)
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
            }
        } finally {
            for (SocketChannel waiting : queue) {
                waiting.close();
            }
        }
    }

    private static void fill(List<SocketChannel> queue, Path socket) throws IOException {
        while (true) {
            SocketChannel waiting = SocketChannel.open(StandardProtocolFamily.UNIX);
            queue.add(waiting);
            waiting.configureBlocking(false);
            try {
                waiting.connect(UnixDomainSocketAddress.of(socket));
            } catch (SocketException full) {
                return;
            }
        }
    }

    @Test
    void reportsAnUnknownHost() {
        try (var client = SupervisorClient.builder()
                .uri(URI.create("http://no-such-host.invalid:9505"))
                .build()) {
            assertThatExceptionOfType(NotReachableException.class)
                    .isThrownBy(client::connect)
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNKNOWN_HOST));
        }
    }

    @Test
    void givesUpWhenTheAnswerDoesNotComeInTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = SupervisorClient.builder()
                        .uri(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .build()) {
            assertThatExceptionOfType(TimedOutException.class)
                    .isThrownBy(() ->
                            client.withRequestTimeout(Duration.ofMillis(30)).start("web"))
                    .withMessageContaining("did not answer start_process within 30 ms");
        }
    }

    @Test
    void endsACallWhenItsThreadIsInterrupted() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var client = SupervisorClient.builder()
                        .uri(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .build()) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> client.start("web"));
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"401, requires a user name", "404, is there a supervisor at this address", "500, see its log"})
    void explainsWhatAStatusMeans(int status, String explanation) throws Exception {
        try (var server = new ScriptedServer(request -> new ScriptedServer.Scripted(status, "no"));
                var client = server.client()) {
            assertThatExceptionOfType(SupervisorException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .withMessageContaining(explanation)
                    .isExactlyInstanceOf(
                            status == 401 ? UnauthorizedException.class : ProtocolViolationException.class);
        }
    }

    @Test
    void reportsAWrongPassword() throws Exception {
        try (var server = new ScriptedServer(request -> new ScriptedServer.Scripted(401, ""));
                var client = SupervisorClient.builder()
                        .uri(server.uri())
                        .credentials("me", "secret")
                        .build()) {
            assertThatExceptionOfType(UnauthorizedException.class)
                    .isThrownBy(() -> client.supervisor().pid())
                    .withMessageContaining("does not accept this user name and password");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://x, expected http://host:port or unix",
        "https:x, expected https://host:port",
        "http://u:p@h, user and password given separately",
        "http://127.0.0.1:70000, expected 1 to 65535"
    })
    void refusesAddressesItCannotReach(String uri, String explanation) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SupervisorClient.builder().uri(new URI(uri)))
                .withMessageContaining(explanation);
    }

    @Test
    void refusesToBeUsedAfterClose() throws Exception {
        try (var server = ScriptedServer.answering(Wires.integer(1))) {
            var client = server.client();
            client.close();
            assertThatIllegalStateException()
                    .isThrownBy(() -> client.supervisor().pid());
        }
    }

    @Test
    void canBeSharedByManyThreads() throws Exception {
        try (var server = new ScriptedServer(request ->
                        ScriptedServer.value(request.contains("getPID") ? Wires.integer(7) : Wires.string("3.0")));
                var client = server.client()) {
            List<CompletableFuture<?>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                calls.add(client.async()
                        .call(Calls.pid())
                        .thenAccept(pid -> assertThat(pid).isEqualTo(7)));
                calls.add(client.async()
                        .call(Calls.apiVersion())
                        .thenAccept(version -> assertThat(version).isEqualTo("3.0")));
            }
            CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new)).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void streamsDataUntilAnotherThreadEndsIt() throws Exception {
        try (var server = new RawServer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello", true);
                var client = server.client()) {
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
        }
    }
}

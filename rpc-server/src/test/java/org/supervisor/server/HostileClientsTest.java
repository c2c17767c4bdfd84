package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.client.SupervisorClient;

/**
 * A real daemon on an open port, with a password that hostile clients do not know. Whatever they do, who knows it is
 * answered, programs are started, and afterwards their descriptors are free again.
 */
@Timeout(120)
class HostileClientsTest {
    private static final String USER = "ann";
    private static final String PASSWORD = "secret";
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(200);

    private final int port = DaemonProcess.freePort();
    private final List<Socket> open = new ArrayList<>();
    private DaemonProcess daemon;
    private long before;

    @TempDir
    private Path folder;

    private void start(int descriptors, String... keys) throws IOException {
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            nodaemon = true
            @KEYS@
            [inet_http_server]
            port = 127.0.0.1:@PORT@
            username = @USER@
            password = @PASSWORD@
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [program:web]
            command = cat
            autostart = false
            startsecs = 0
            [program:restarted]
            command = cat
            startsecs = 0
            autorestart = true
            """.replace("@DIR@", folder.toString())
                .replace("@PORT@", Integer.toString(port))
                .replace("@USER@", USER)
                .replace("@PASSWORD@", PASSWORD)
                .replace("@KEYS@", String.join("\n", keys)));
        daemon = new DaemonProcess(
                List.of("prlimit", "--nofile=" + descriptors + ":" + descriptors),
                "supervisord",
                folder,
                List.of("-c", folder.resolve("supervisord.conf").toString()));
        daemon.until("it runs", () -> log().contains("restarted entered RUNNING state"));
        programsAreStarted(); // for the first time: what is loaded for it stays
        before = descriptors();
    }

    @AfterEach
    void close() throws IOException {
        closeAll();
        daemon.close();
    }

    private void closeAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private SupervisorClient client() {
        return SupervisorClient.builder()
                .uri(URI.create("http://127.0.0.1:" + port + "/RPC2"))
                .credentials(USER, PASSWORD)
                .build();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    private long descriptors() {
        try (var names = Files.list(Path.of("/proc/" + daemon.pid() + "/fd"))) {
            return names.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that asks for it, and one that is started again when it has ended; both by a client that comes only now. */
    private void programsAreStarted() {
        try (SupervisorClient late = client()) {
            assertThat(late.start("web")).isEqualTo(Answer.STARTED);
            assertThat(late.stop("web")).isEqualTo(Answer.STOPPED);
            int pid = late.supervisor().processInfo("restarted").pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            daemon.until("it is started again", () -> {
                int next = late.supervisor().processInfo("restarted").pid();
                return next != 0 && next != pid;
            });
        }
        assertThat(log()).doesNotContain("FATAL", "BACKOFF");
    }

    private void allIsAsBefore() throws IOException {
        closeAll();
        daemon.until("the descriptors are free again", () -> descriptors() <= before);
        programsAreStarted();
    }

    @Test
    void aThousandConnectionsThatSayNothing() throws Exception {
        start(4096, "http_max_strangers = 2000", "http_max_connections = 2000");
        for (int i = 0; i < 1000; i++) {
            connect();
        }
        daemon.until("all are there", () -> descriptors() >= 1000);
        programsAreStarted();
        allIsAsBefore();
    }

    @Test
    void aThousandHalfHeadersWhereDescriptorsAreFew() throws Exception {
        start(1024);
        for (int i = 0; i < 1000; i++) {
            send(connect(), "POST /RPC2 HTTP/1.1\r\nX-Half: ");
        }
        programsAreStarted();
        assertThat(descriptors()).isLessThan(before + 600);
        allIsAsBefore();
    }

    @Test
    void fiveHundredFollowersOfALogWhereDescriptorsAreFew() throws Exception {
        start(1024);
        int pid;
        try (SupervisorClient early = client()) {
            pid = early.supervisor().processInfo("restarted").pid();
        }
        for (int i = 0; i < 500; i++) {
            send(connect(), "GET /mainlogtail HTTP/1.0\r\nAuthorization: Basic " + login() + "\r\n\r\n");
        }
        List<Socket> waiting = new ArrayList<>(open);
        int most = 1024 / 2 / 2; // half of the descriptors, two for each
        Await.until("as many are answered as there is room for", () -> {
            waiting.removeIf(HostileClientsTest::isAnswered);
            return waiting.size() <= 500 - most;
        });
        assertThat(waiting).as("the others wait").hasSize(500 - most);
        assertThat(descriptors()).isLessThan(before + 600);
        long starts = starts();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        daemon.until("its program is started again", () -> starts() > starts);
        assertThat(log()).doesNotContain("FATAL", "BACKOFF");
    }

    @Test
    void followersOfASilentLogThatHaveGoneMakeRoomForTheNextClient() throws Exception {
        Path socket = folder.resolve("s");
        start(1024, "http_max_connections = 20", "[unix_http_server]", "file = " + socket);
        String rest = " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + login() + "\r\n\r\n";
        for (SocketAddress address : List.of(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), UnixDomainSocketAddress.of(socket))) {
            for (int round = 0; round < 3; round++) {
                List<SocketChannel> followers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    followers.add(asks(address, "GET /logtail/web" + rest));
                }
                for (SocketChannel follower : followers) {
                    follower.close();
                }
                asks(address, "GET /ok.html" + rest).close();
            }
        }
        allIsAsBefore();
    }

    /** Connects, and returns when the answer has begun. */
    private static SocketChannel asks(SocketAddress address, String request) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        assertThat(channel.read(ByteBuffer.allocate(1))).isOne();
        return channel;
    }

    private long starts() {
        return log().lines()
                .filter(line -> line.contains("spawned: 'restarted'"))
                .count();
    }

    private static boolean isAnswered(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= -1;
        } catch (java.net.SocketTimeoutException notYet) {
            return false;
        } catch (IOException cutOff) {
            return true;
        }
    }

    private static String login() {
        return Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void headersThatComeByteByByteAreCutOff() throws Exception {
        start(1024, "http_header_secs = 1");
        areCutOff("POST /RPC2 HTTP/1.1\r\nX-Slow: ");
        allIsAsBefore();
    }

    @Test
    void bodiesThatComeByteByByteAreCutOff() throws Exception {
        start(1024, "http_header_secs = 1");
        areCutOff("POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + login()
                + "\r\nContent-Length: 100000\r\n\r\n");
        allIsAsBefore();
    }

    /** Sends the beginning on many connections, then a byte at a time on each until all are broken. */
    private void areCutOff(String beginning) throws IOException {
        for (int i = 0; i < 50; i++) {
            send(connect(), beginning);
        }
        programsAreStarted();
        Await.until("all are cut off", () -> {
            open.removeIf(socket -> !takes(socket));
            LockSupport.parkNanos(BETWEEN_BYTES.toNanos());
            return open.isEmpty();
        });
    }

    /** Whether the daemon takes one byte more. */
    private static boolean takes(Socket socket) {
        try {
            send(socket, "a");
            socket.setSoTimeout(1);
            return socket.getInputStream().read() >= 0;
        } catch (java.net.SocketTimeoutException stillThere) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void unknownClientsDoNotFillTheMainLog() throws Exception {
        start(1024);
        long length = Files.size(folder.resolve("log"));
        String host = "Host: " + "h".repeat(7000) + "\r\n";
        for (int i = 0; i < 300; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                send(
                        socket,
                        "POST /RPC2 HTTP/1.1\r\n" + (i % 2 == 0 ? host + host : host.replace("hhh", "h:@")) + "\r\n");
                socket.getInputStream().readAllBytes();
            } catch (IOException reset) {
                // refused as well
            }
        }
        assertThat(Files.size(folder.resolve("log")) - length).isLessThan(10_000);
        allIsAsBefore();
    }
}

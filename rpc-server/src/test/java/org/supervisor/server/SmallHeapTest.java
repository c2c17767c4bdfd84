package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;

/** A true daemon with a heap of 64 MiB goes on answering, whatever clients want it to keep in memory. */
@Timeout(300)
class SmallHeapTest {
    private static final int PROGRAMS = 100;
    private static final int LOG_BYTES = 8 << 20;
    private static final String STATE = "<methodCall><methodName>supervisor.getState</methodName></methodCall>";

    private final int port = DaemonProcess.freePort();
    private final List<Socket> open = new ArrayList<>();
    private DaemonProcess daemon;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("big.log"), "x".repeat(LOG_BYTES));
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            nodaemon = true
            [inet_http_server]
            port = 127.0.0.1:@PORT@
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [program:quiet]
            command = cat
            numprocs = @COUNT@
            process_name = quiet_%(process_num)03d
            stdout_logfile = @DIR@/big.log
            autostart = false
            """.replace("@DIR@", folder.toString())
                .replace("@PORT@", Integer.toString(port))
                .replace("@COUNT@", Integer.toString(PROGRAMS)));
        daemon = new DaemonProcess(
                "supervisord",
                folder,
                List.of("-c", folder.resolve("supervisord.conf").toString()),
                Map.of("_JAVA_SR_SIGNUM", "40", "JAVA_TOOL_OPTIONS", "-Xmx64m"));
        daemon.until("it answers", this::answers);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        daemon.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        return socket;
    }

    private static String header(long length) {
        return "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private static void send(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private String post(String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(socket, header(body.length()) + body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private boolean answers() {
        try {
            return post(STATE).contains("RUNNING");
        } catch (IOException e) {
            return false;
        }
    }

    /** It answers, it has not run out of memory, and it ends on request. */
    private void isWell() {
        daemon.until("it answers", this::answers);
        assertThat(Programs.text(folder.resolve("log")) + daemon.stderr()).doesNotContain("OutOfMemoryError");
        daemon.signal(Signal.TERM);
        assertThat(daemon.exitStatus()).isZero();
    }

    @Test
    void survivesBodiesThatAreAnnouncedAndComeSlowly() throws IOException {
        for (int length : new int[] {1 << 20, 200_000, 50_000, 10_000}) {
            for (int i = 0; i < 120; i++) {
                send(connect(), header(length));
            }
        }
        for (Socket socket : open) {
            try {
                send(socket, "x".repeat(9_000)); // more than is free of charge
                send(socket, "x".repeat(200_000));
            } catch (IOException e) {
                // refused meanwhile: its body was long enough
            }
        }
        isWell();
    }

    @Test
    void survivesAMulticallOfAllThereIs() throws IOException {
        String one =
                "<value><struct><member><name>methodName</name><value>supervisor.getAllProcessInfo</value></member>"
                        + "</struct></value>";
        String answer = post("<methodCall><methodName>system.multicall</methodName><params><param><value><array><data>"
                + one.repeat(4_500) + "</data></array></value></param></params></methodCall>");
        assertThat(answer.split("<name>faultCode</name>", -1))
                .hasSizeGreaterThan(4_000)
                .hasSizeLessThan(4_501);
        isWell();
    }

    @Test
    void survivesManyClientsThatReadALogAtTheSameTime() throws IOException {
        String read = "<methodCall><methodName>supervisor.readProcessStdoutLog</methodName><params><param><value>"
                + "quiet:quiet_000</value></param><param><value><int>0</int></value></param><param><value><int>"
                + LOG_BYTES / 4 + "</int></value></param></params></methodCall>";
        for (int i = 0; i < 100; i++) {
            send(connect(), header(read.length()) + read); // none of them reads its answer
        }
        daemon.until("it answers", this::answers);
        for (Socket socket : open) {
            socket.close();
        }
        daemon.until("there is memory again", () -> {
            try {
                return post(read).contains("xxxxx");
            } catch (IOException e) {
                return false;
            }
        });
        isWell();
    }
}

package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A true daemon that runs out of descriptors. */
@Timeout(120)
class DescriptorsTest {
    /** Enough to load a class, too few for the pipes of a child. */
    private static final int LEFT = 3;

    private static final String WEB = "<param><value>web</value></param>";

    private final int port = DaemonProcess.freePort();

    @TempDir
    private Path folder;

    @Test
    void aProgramWaitsForDescriptorsWithoutLosingAnAttempt() throws Exception {
        Files.writeString(folder.resolve("supervisord.conf"), """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            nodaemon = true
            [inet_http_server]
            port = 127.0.0.1:@PORT@
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            [program:first]
            command = cat
            startsecs = 0
            [program:lost]
            ; its failure loads the classes that describe one: a folder of classes takes a descriptor for each
            command = cat
            directory = /nonexistent
            startretries = 0
            [program:web]
            command = cat
            autostart = false
            startsecs = 0
            startretries = 0
            """.replace("@DIR@", folder.toString())
                .replace("@PORT@", Integer.toString(port)));
        try (DaemonProcess daemon = new DaemonProcess(
                "supervisord",
                folder,
                List.of("-c", folder.resolve("supervisord.conf").toString()))) {
            daemon.until(
                    "it runs",
                    () -> log().contains("first entered RUNNING state") && log().contains("lost entered FATAL"));
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                    Socket viewer = new Socket(InetAddress.getLoopbackAddress(), port)) {
                send(client, "supervisor.getState", "");
                assertThat(answer(client)).contains("RUNNING");
                send(viewer, "process.info", WEB);
                assertThat(answer(viewer)).doesNotContain("waits");
                limit(daemon, limitThatLeaves(LEFT, daemon));
                send(client, "supervisor.startProcess", WEB);
                daemon.until("it waits", () -> log().contains("web waits to be started until descriptors are free"));
                assertThat(log()).doesNotContain("web entered FATAL");
                for (String method : List.of("supervisor.getProcessInfo", "process.info")) {
                    send(viewer, method, WEB);
                    assertThat(answer(viewer)).contains("waits to be started until descriptors are free");
                }
                limit(daemon, 1024);
                assertThat(answer(client)).contains("<boolean>1</boolean>");
                for (String method : List.of("supervisor.getProcessInfo", "process.info")) {
                    send(viewer, method, WEB);
                    assertThat(answer(viewer)).doesNotContain("waits to be started");
                }
            }
        }
    }

    private String log() {
        return Programs.text(folder.resolve("log"));
    }

    /** Below it so many numbers are free; descriptors that were inherited may have high ones. */
    private static int limitThatLeaves(int left, DaemonProcess daemon) throws IOException {
        try (var names = Files.list(Path.of("/proc/" + daemon.pid() + "/fd"))) {
            Set<Integer> taken = names.map(
                            name -> Integer.valueOf(name.getFileName().toString()))
                    .collect(Collectors.toSet());
            return 1
                    + IntStream.iterate(0, number -> number + 1)
                            .filter(number -> !taken.contains(number))
                            .skip(left - 1L)
                            .findFirst()
                            .orElseThrow();
        }
    }

    private static void limit(DaemonProcess daemon, int descriptors) throws Exception {
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(daemon.pid()), "--nofile=" + descriptors + ":")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(prlimit.exitValue()).isZero();
    }

    private static void send(Socket client, String method, String parameters) throws IOException {
        String body =
                "<methodCall><methodName>" + method + "</methodName><params>" + parameters + "</params></methodCall>";
        client.getOutputStream()
                .write(("POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        StringBuilder heard = new StringBuilder();
        while (heard.indexOf("</methodResponse>") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the daemon closed the connection after: " + heard);
            }
            heard.append((char) c);
        }
        return heard.toString();
    }
}

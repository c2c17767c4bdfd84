package org.supervisor.client;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real supervisord in a folder of its own, if one is installed: Debian's package supervisor. */
final class Supervisord implements AutoCloseable {
    private final Process process;
    private final Path folder;
    private final int port;

    /**
     * Starts it and waits until it answers.
     *
     * @param programs sections to add to the configuration
     */
    Supervisord(Path folder, String programs) throws Exception {
        assumeTrue(
                Stream.of("/usr/bin/supervisord", "/usr/local/bin/supervisord")
                        .anyMatch(file -> Files.isExecutable(Path.of(file))),
                "supervisord is not installed");
        this.folder = folder;
        this.port = freePort();
        configure(programs);
        process = new ProcessBuilder(
                        "supervisord", "-n", "-c", folder.resolve("s.conf").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile())
                .start();
        try (SupervisorClient client = overSocket()) {
            while (!answers(client)) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new IOException(Files.readString(folder.resolve("console.log")));
                }
            }
        }
    }

    void configure(String programs) throws IOException {
        Files.writeString(folder.resolve("s.conf"), String.format(Locale.ROOT, """
            [unix_http_server]
            file=%1$s/s.sock
            [inet_http_server]
            port=127.0.0.1:%2$d
            username=me
            password=s:cret
            [supervisord]
            logfile=%1$s/main.log
            pidfile=%1$s/main.pid
            childlogdir=%1$s
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
            %3$s
            """, folder, port, programs));
    }

    private static boolean answers(SupervisorClient client) {
        try {
            client.connect();
            return true;
        } catch (NotReachableException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    SupervisorClient overSocket() {
        return SupervisorClient.builder().unixSocket(folder.resolve("s.sock")).build();
    }

    SupervisorClient.Builder overTcp() {
        return SupervisorClient.builder().uri(URI.create("http://127.0.0.1:" + port));
    }

    boolean hasEnded() throws InterruptedException {
        return process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, 20, TimeUnit.SECONDS)
                .thenAccept(Process::destroyForcibly)
                .join();
    }
}

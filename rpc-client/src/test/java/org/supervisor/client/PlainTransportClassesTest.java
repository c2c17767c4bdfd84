package org.supervisor.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a call without TLS loads: a console creates a JVM for each command, and waits for each class. */
class PlainTransportClassesTest {
    /** Sends one call. */
    public static final class OneCall {
        private OneCall() {}

        /** Takes the address. */
        public static void main(String[] args) {
            try (var client =
                    SupervisorClient.builder().uri(URI.create(args[0])).build()) {
                System.out.println(client.supervisor().pid());
            }
        }
    }

    @Test
    void aCallWithoutTlsLoadsNothingOfTls(@TempDir Path folder) throws Exception {
        Path loaded = folder.resolve("loaded");
        try (var server = ScriptedServer.answering(Wires.integer(7))) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load:file=" + loaded,
                            "-cp",
                            System.getProperty("java.class.path"),
                            OneCall.class.getName(),
                            server.uri().toString())
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("7");
            assertThat(process.waitFor()).isZero();
        }
        assertThat(Files.readString(loaded))
                .contains("org.supervisor.client.PlainTransport ")
                .doesNotContain(
                        "java.net.http.",
                        "javax.net.ssl.",
                        "sun.security.ssl.",
                        "org.supervisor.client.SecureTransport",
                        "org.supervisor.client.Tls");
    }
}

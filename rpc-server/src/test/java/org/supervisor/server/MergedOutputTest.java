package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all programs write, on the daemon's own standard output. */
class MergedOutputTest {
    @TempDir
    private Path folder;

    private DaemonProcess daemon(String program, String configuration, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("conf"), configuration.replace("@DIR@", folder.toString()));
        List<String> arguments = new java.util.ArrayList<>(List.of("-c", file.toString()));
        arguments.addAll(List.of(more));
        return new DaemonProcess(program, folder, arguments);
    }

    @Test
    void linesOfManyProgramsStayWholeAndNameTheirProgram() throws IOException {
        String configuration = """
            [supervisord]
            logfile = @DIR@/log
            pidfile = @DIR@/pid
            childlogdir = @DIR@
            nodaemon = true
            child_output = prefixed
            [program:one]
            command = sh -c "for i in 1 2 3 4 5; do printf 'a b'; sleep 0.02; printf ' c\\n'; done; sleep 1000"
            [program:two]
            command = sh -c "seq 1 5000; echo oops >&2; sleep 1000"
            stdout_logfile = NONE
            """;
        try (DaemonProcess daemon = daemon("supervisord", configuration)) {
            daemon.until("all is there", () -> {
                List<String> lines = daemon.stdout().lines().toList();
                return lines.stream()
                                        .filter(line -> line.endsWith(" one stdout | a b c"))
                                        .count()
                                == 5
                        && lines.stream().anyMatch(line -> line.endsWith(" two stdout | 5000"))
                        && lines.stream().anyMatch(line -> line.endsWith(" two stderr | oops"));
            });
            assertThat(daemon.stdout().lines().filter(line -> line.contains(" two stdout | ")))
                    .hasSize(5000);
            assertThat(daemon.stdout()).contains("INFO spawned: 'one'");
        }
    }

    @Test
    void perlFilesHaveItOnTheCommandLine() throws IOException {
        String configuration = """
            [program:one]
            command = echo hello; exec sleep 1000
            name = one
            logfile = @DIR@/one.log
            """;
        int port = DaemonProcess.freePort();
        try (DaemonProcess daemon =
                daemon("supervisor", configuration, "--port", Integer.toString(port), "--child_output", "json")) {
            daemon.until("the line is there", () -> daemon.stdout().contains("\"line\":\"hello\"}"));
            assertThat(Programs.text(folder.resolve("one.log"))).contains("info: hello");
        }
    }
}

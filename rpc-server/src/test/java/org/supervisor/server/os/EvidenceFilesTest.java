package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.server.Await;

@Tag("children")
class EvidenceFilesTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String SLEEPER = """
        void main() throws Exception {
            java.nio.file.Files.createFile(java.nio.file.Path.of("@up"));
            Thread.sleep(1_000_000);
        }
        """;

    @TempDir
    private Path folder;

    private Evidence.Order order(int number, long pid) {
        return new Evidence.Order(
                folder.resolve("all"), "20260101T00000" + number + ".000-1", (int) pid, "the end", LONG, 2, false);
    }

    @Test
    void theThreadsOfAJvmAreInIt() throws IOException {
        Path up = folder.resolve("up");
        Path source = Files.writeString(folder.resolve("Sleeper.java"), SLEEPER.replace("@up", up.toString()));
        Process jvm = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java", "-Xint", "-Xmx64m", source.toString())
                .start();
        try {
            Await.until("it is up", () -> Files.exists(up));
            Path evidence = Evidence.write(order(1, jvm.pid()));
            assertThat(Files.readString(evidence.resolve("threads-" + jvm.pid() + ".txt")))
                    .contains("\"main\"", "Thread.sleep");
            assertThat(jvm.isAlive()).isTrue();
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void theOldestAreRemovedAndNothingElse() throws IOException {
        Files.createDirectories(folder.resolve("all/mine"));
        Process child = new ProcessBuilder("sleep", "1000").start();
        try {
            for (int number = 1; number <= 4; number++) {
                Evidence.write(order(number, child.pid()));
            }
            try (Stream<Path> left = Files.list(folder.resolve("all"))) {
                assertThat(left.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder("mine", "20260101T000003.000-1", "20260101T000004.000-1");
            }
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    void ofAProcessThatIsGoneItSaysSo() throws IOException {
        Path evidence = Evidence.write(order(1, Integer.MAX_VALUE));
        assertThat(Files.readString(evidence.resolve("output.txt"))).isEqualTo("the end");
        assertThat(Files.readString(evidence.resolve("process-" + Integer.MAX_VALUE + ".txt")))
                .contains("not available");
    }
}

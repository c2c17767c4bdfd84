package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** True processes that log are killed at random moments, while the writer keeps the pipe alive. */
class ExactlyOnceTest {
    private static final int KILLS = Integer.getInteger("supervisor.once.kills", 20);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everyLineIsInARawLogOnceHoweverOftenTheDaemonIsKilled() throws IOException, InterruptedException {
        long seed = Long.getLong("supervisor.once.seed", System.nanoTime());
        Random chance = new Random(seed);
        Path log = Files.createFile(folder.resolve("log"));
        Path pipe = folder.resolve("pipe");
        Process writer = new ProcessBuilder(
                        "sh", "-c", "mkfifo \"$0\"; exec 1<>\"$0\"; exec seq 1 1000000000", pipe.toString())
                .redirectErrorStream(true)
                .start();
        try {
            while (!Files.exists(pipe)) {
                Thread.onSpinWait();
            }
            for (int kill = 0; kill < KILLS; kill++) {
                captureUntilKilled(pipe, log, chance.nextInt(10_000_000));
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
        assertEveryLineOnce(log, seed);
    }

    private static void captureUntilKilled(Path pipe, Path log, long nanos) throws IOException, InterruptedException {
        long before = Files.size(log);
        Process capturing = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CapturingProcess.class.getName(),
                        log.toString())
                .redirectInput(pipe.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            while (capturing.isAlive() && Files.size(log) == before) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(nanos);
            assertThat(capturing.isAlive()).isTrue();
        } finally {
            capturing.destroyForcibly().waitFor();
        }
    }

    /** The last line may be unfinished. */
    private static void assertEveryLineOnce(Path log, long seed) throws IOException {
        long size = Files.size(log);
        long at = 0;
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            String line = lines.readLine();
            for (long number = 1; line != null && at + line.length() + 1 <= size; number++) {
                if (!line.equals(Long.toString(number))) {
                    assertThat(line).as("at byte %d, seed %d", at, seed).isEqualTo(Long.toString(number));
                }
                at += line.length() + 1;
                line = lines.readLine();
            }
        }
        assertThat(at).isPositive();
    }
}

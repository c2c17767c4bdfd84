package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's watch on its own event loop, in a process of its own. */
class StallWatchTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    @TempDir
    private Path folder;

    /** A loop that turns some times and then stands still, holding the lock of the log. */
    static final class Stalling {
        private Stalling() {}

        public static void main(String[] args) throws InterruptedException {
            AtomicLong turns = new AtomicLong();
            Object lock = new Object();
            StallWatch watch = new StallWatch(
                    MOMENT,
                    MOMENT.multipliedBy(10),
                    MOMENT,
                    turns::incrementAndGet,
                    text -> {
                        synchronized (lock) {
                            System.out.println(text);
                        }
                    },
                    new FatalEnd());
            if (args.length == 0) {
                watch = new StallWatch(
                        MOMENT, MOMENT.multipliedBy(10), MOMENT, turns::get, text -> blocked(lock), new FatalEnd());
            }
            synchronized (lock) {
                watch.begin();
                Thread.sleep(args.length == 0 ? Duration.ofHours(1) : MOMENT.multipliedBy(40));
            }
        }

        private static void blocked(Object lock) {
            synchronized (lock) {
                throw new AssertionError("the lock is held for good");
            }
        }
    }

    @Test
    void endsAProcessWhoseLoopStandsStillThoughTheLogIsLocked() throws Exception {
        Process process = run();
        assertThat(process.exitValue()).isEqualTo(FatalEnd.EXIT_FATAL);
        assertThat(Programs.text(folder.resolve("stderr")))
                .contains("the event loop has not turned for 10 s")
                .contains("StallWatchTest$Stalling.main");
    }

    @Test
    void leavesALoopAloneThatTurnsHoweverSlowly() throws Exception {
        assertThat(run("turns").exitValue()).isZero();
    }

    private Process run(String... arguments) throws Exception {
        List<String> words = new java.util.ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Stalling.class.getName()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        assertThat(process.waitFor(Await.LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return process;
    }
}

package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon's watch on its own event loop, in a process of its own. */
class StallWatchTest {
    private static final Duration MOMENT = Duration.ofMillis(50);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int STEPS = 60;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    /** A loop that does what the first argument says, while it has the lock of the log. */
    static final class Stalling {
        private Stalling() {}

        public static void main(String[] args) throws InterruptedException {
            AtomicLong turns = new AtomicLong();
            Object lock = new Object();
            boolean turnsAll = args[0].equals("turns");
            StallWatch watch = new StallWatch(
                    MOMENT,
                    MOMENT.multipliedBy(10),
                    MOMENT,
                    turnsAll ? turns::incrementAndGet : turns::get,
                    _ -> blocked(lock),
                    new FatalExit());
            synchronized (lock) {
                watch.begin(Duration.ZERO);
                switch (args[0]) {
                    case "waits" -> watch.expect(HOUR.toNanos());
                    case "idles" -> watch.expect(-1);
                    case "works" -> {
                        watch.expect(HOUR.toNanos());
                        watch.expect(0);
                    }
                    case "wakes" -> {
                        watch.expect(-1);
                        watch.expect(0);
                    }
                    default -> {}
                }
                Thread.sleep(args[1].equals("well") ? MOMENT.multipliedBy(40) : HOUR);
            }
        }

        private static void blocked(Object lock) {
            synchronized (lock) {
                throw new AssertionError("the lock is held for good");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stands", "works", "wakes"})
    void endsAProcessWhoseLoopStandsStillThoughTheLogIsLocked(String how) throws Exception {
        Process process = run(how, "badly");
        assertThat(process.exitValue()).isEqualTo(ExitCode.FATAL.status());
        assertThat(Programs.text(folder.resolve("stderr")))
                .contains("the event loop has not turned for 10 s")
                .contains("StallWatchTest$Stalling.main");
    }

    @ParameterizedTest
    @ValueSource(strings = {"turns", "waits", "idles"})
    void leavesALoopAloneThatTurnsHoweverSlowlyOrHasNothingToDo(String how) throws Exception {
        assertThat(run(how, "well").exitValue()).isZero();
    }

    /** Time moves while it pauses, and once by half a minute: the process was stopped, or its machine slept. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 30, 59})
    void countsNoTimeInWhichTheWholeProcessWasStopped(int stoppedAfter) {
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE - STEP.toNanos());
        AtomicLong pauses = new AtomicLong();
        Runnable pause = () -> {
            boolean isStopped = pauses.getAndIncrement() == stoppedAfter;
            clock.addAndGet((isStopped ? STEP.multipliedBy(30) : STEP).toNanos());
        };
        assertThat(watch(() -> 0).standsStill(clock::get, pause)).isTrue();
        assertThat(pauses).hasValue(STEPS + 1);
        pauses.set(0);
        LongSupplier goesOnAfterwards = () -> pauses.get() > STEPS ? 1 : 0;
        assertThat(watch(goesOnAfterwards).standsStill(clock::get, pause)).isFalse();
    }

    private static StallWatch watch(LongSupplier turns) {
        return new StallWatch(STEP, STEP.multipliedBy(STEPS), STEP, turns, _ -> {}, new FatalExit());
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

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.Spawner;
import org.supervisor.server.os.Survivors;
import org.supervisor.server.output.Account;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.OutputJournal;

/** True processes that log are killed at random moments, while programs that write all the time live on. */
class ExactlyOnceTest {
    private static final int KILLS = Integer.getInteger("test.kills", 20);

    private static final long MOST_MOVED = 1024 * 1024;
    private static final int LONGEST_LIFE_NANOS = 300_000_000;

    @TempDir
    private Path folder;

    private final Spawner spawner = new Spawner();
    private final List<SpawnResult.Spawned> programs = new ArrayList<>();

    @AfterEach
    void end() {
        spawner.close();
        programs.forEach(program -> {
            Processes.signalGroup(program.pid(), Signal.KILL);
            Processes.reap(program.pid(), program.pidfd());
        });
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void everyLineIsInItsLogOnceHoweverOftenTheDaemonIsKilled() throws IOException, InterruptedException {
        long seed = Long.getLong("test.seed", System.nanoTime());
        System.out.println("ExactlyOnceTest: " + KILLS + " kills, -Dtest.seed=" + seed);
        Random chance = new Random(seed);
        List<String> command = command();
        Map<Path, List<LoggedForm>> forms =
                Arrays.stream(LoggedForm.values()).collect(Collectors.groupingBy(form -> form.log(folder)));
        List<NumberedLog> logs = forms.entrySet().stream()
                .map(log -> new NumberedLog(log.getKey(), log.getValue()))
                .toList();
        for (int kill = 0; kill < KILLS; kill++) {
            long nanos = chance.nextInt(LONGEST_LIFE_NANOS);
            Until until =
                    kill == KILLS - 1 ? Until.ALL_LOGS_GREW : kill % 2 == 0 ? Until.SOME_LOG_GREW : Until.IT_BEGAN;
            captureUntilKilled(command, until, nanos);
            for (NumberedLog log : logs) {
                log.checkOldBackups();
            }
        }
        Map<LoggedForm, ByteCounts> counts = finishTheLastBatch();
        for (NumberedLog log : logs) {
            log.checkAll();
            log.found().forEach((form, lines) -> checkCount(form, lines, counts.get(form)));
            System.out.println(log);
            assertThat(log.lines()).as("seed %d", seed).isPositive();
        }
    }

    private Map<LoggedForm, ByteCounts> finishTheLastBatch() {
        Map<LoggedForm, ByteCounts> counts = LoggedForm.allCounts(folder);
        LinuxKernel kernel = new LinuxKernel();
        OutputJournal journal = new OutputJournal(
                folder,
                kernel,
                System.err::println,
                stream -> counts.get(LoggedForm.valueOf(stream.name().process())));
        journal.recover(new LogFiles(kernel));
        journal.leave();
        return counts;
    }

    /** The last line may be logged in part. What is moved unseen may not be counted when its daemon is killed then. */
    private static void checkCount(LoggedForm form, long lines, ByteCounts counts) {
        Account account = counts.account();
        long most = LongStream.rangeClosed(1, lines + 1)
                .map(line -> Long.toString(line).length() + 1L)
                .sum();
        long least = most - Long.toString(lines + 1).length() - 1 - (form.isMovedUnseen() ? KILLS * MOST_MOVED : 0);
        assertThat(account.written()).as("of %s", form).isBetween(least, most);
        assertThat(account.read()).as("of %s", form).isEqualTo(account.written() + account.removed());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                CapturingProcess.class.getName(),
                folder.toString()));
        for (LoggedForm form : LoggedForm.values()) {
            ChildIdentity program = launch(form);
            command.addAll(List.of(
                    form.name(),
                    Integer.toString(program.pid()),
                    Long.toString(program.number()),
                    Long.toString(program.stdoutPipe())));
        }
        return command;
    }

    private ChildIdentity launch(LoggedForm form) {
        CompletableFuture<SpawnResult> result = new CompletableFuture<>();
        spawner.spawn(
                () -> new SpawnOrder(
                        List.of("sh", "-c", form.writer()),
                        "/bin/sh",
                        List.of("PATH=/usr/bin:/bin"),
                        SpawnOrder.Attributes.INHERITED,
                        new SpawnOrder.Stdio(true, true, false, OptionalInt.empty())),
                result::complete);
        SpawnResult.Spawned program = (SpawnResult.Spawned) result.join();
        programs.add(program);
        return Survivors.identify(program);
    }

    /** From when on the time is random. */
    private enum Until {
        IT_BEGAN,
        SOME_LOG_GREW,
        ALL_LOGS_GREW
    }

    private void captureUntilKilled(List<String> command, Until until, long nanos)
            throws IOException, InterruptedException {
        List<Long> before = sizes();
        Process capturing = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = capturing.inputReader()) {
            assertThat(out.readLine()).isEqualTo("begins");
            while (capturing.isAlive() && !isReached(until, before)) {
                Thread.onSpinWait();
            }
            LockSupport.parkNanos(nanos);
            assertThat(capturing.isAlive()).isTrue();
        } finally {
            capturing.destroyForcibly().waitFor();
        }
    }

    private boolean isReached(Until until, List<Long> before) {
        return switch (until) {
            case IT_BEGAN -> true;
            case SOME_LOG_GREW -> grown(before) > 0;
            case ALL_LOGS_GREW -> grown(before) == before.size();
        };
    }

    private long grown(List<Long> before) {
        List<Long> now = sizes();
        return IntStream.range(0, now.size())
                .filter(log -> !now.get(log).equals(before.get(log)))
                .count();
    }

    private List<Long> sizes() {
        List<Long> sizes = new ArrayList<>();
        for (LoggedForm form : LoggedForm.values()) {
            sizes.add(form.log(folder).toFile().length()); // 0 while it is rotated
        }
        return sizes;
    }
}

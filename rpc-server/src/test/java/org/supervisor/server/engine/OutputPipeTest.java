package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogStream;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.Spawner;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.output.Taps;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/** Real children and real pipes, but the test turns the loop and moves time. */
@Timeout(60)
class OutputPipeTest {
    private static final String SAYS_AFTER_A_CAPTURE =
            "printf '%s' 'before<!--XSUPERVISOR:BEGIN-->message<!--XSUPERVISOR:END-->after'";
    private static final int READ_OF_IT = 64;
    private static final Duration INSTANT = Duration.ofNanos(1);
    private static final Duration REST = Duration.ofMillis(10);

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private final List<Throwable> failures = new ArrayList<>();
    private final Kernel kernel = new LinuxKernel(time);
    private final EventLoop loop = new EventLoop(kernel, failures::add);
    private final LogFiles files = new LogFiles(time);
    private final ReadBuffer buffer = new ReadBuffer(kernel);
    private final Spawner spawner = new Spawner();
    private final List<SpawnResult.Spawned> children = new ArrayList<>();
    private final List<OutputPipe> pipes = new ArrayList<>();

    @AfterEach
    void close() {
        List.copyOf(pipes).forEach(OutputPipe::close);
        spawner.close();
        children.forEach(child -> {
            Processes.signalGroup(child.pid(), Signal.KILL);
            while (Processes.reap(child.pid(), child.pidfd()).isEmpty()) {
                Thread.onSpinWait();
            }
            Descriptors.close(child.pidfd());
        });
        files.close();
        loop.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void aDeathBetweenTheLookAndTheMoveLosesAndDoublesNothing() throws IOException {
        Files.createFile(folder.resolve("log"));
        OutputPipe pipe = pipe("echo first; read go; echo second; exec sleep 1000", 0);
        turnUntil(() -> log().equals("first\n"));
        send("go\n");
        int descriptor = children.getLast().stdoutFd();
        while (buffer.peek(descriptor) <= 0) {
            Thread.onSpinWait();
        }
        assertThat(buffer.peek(descriptor))
                .as("the bytes are still in the pipe")
                .isEqualTo(7);
        turnUntil(() -> log().equals("first\nsecond\n"));
        assertThat(pipe.sink().account().written()).isEqualTo(13);
    }

    @Test
    void isMovedToTheEndOfALogThatWasTruncatedMeanwhile() throws IOException {
        Files.createFile(folder.resolve("log"));
        pipe("echo first; read go; echo second; exec sleep 1000", 0);
        turnUntil(() -> log().equals("first\n"));
        Files.writeString(folder.resolve("log"), "other\n"); // truncates
        send("go\n");
        turnUntil(() -> log().endsWith("second\n"));
        assertThat(log()).isEqualTo("other\nsecond\n");
    }

    @Test
    void aTapThatFailsDoesNotDoubleBytes() {
        Taps broken = new Taps() {
            @Override
            public void log(ProcessName name, int pid, LogStream stream, byte[] data) {}

            @Override
            public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {}

            @Override
            public void syslog(ProcessName name, LogStream stream, String line) {}

            @Override
            public void copy(ProcessName name, LogStream stream, byte[] data) {}

            @Override
            public boolean wantsCopies() {
                throw new IllegalStateException("broken tap");
            }
        };
        StreamSpec.Log log = new StreamSpec.Log.File(folder.resolve("log"), 0, 0);
        StreamSpec spec = new StreamSpec(log, 0, false, false, false);
        OutputPipe pipe = pipe("echo once; exec sleep 1000", spec, broken, Optional.empty());
        turnUntil(() -> !failures.isEmpty());
        assertThat(failures).hasSize(1);
        failures.clear();
        pipe.drain();
        assertThat(log()).isEqualTo("once\n");
    }

    @Test
    void shortTextAfterACaptureIsWrittenFiveSecondsLater() {
        OutputPipe pipe = pipe(SAYS_AFTER_A_CAPTURE + "; exec sleep 1000", 100);
        turnUntil(() -> pipe.sink().account().read() == READ_OF_IT);
        turnAfter(Duration.ofSeconds(5).minus(INSTANT));
        assertThat(log()).isEqualTo("before");
        assertThat(pipe.sink().account().pending()).isEqualTo(5);
        turnAfter(INSTANT);
        assertThat(log()).isEqualTo("beforeafter");
        assertThat(pipe.sink().account().pending()).isZero();
    }

    @Test
    void itIsAlsoWrittenThenIfTheChildHasEndedMeanwhile() {
        OutputPipe pipe = pipe(SAYS_AFTER_A_CAPTURE, 100);
        turnUntil(() -> pipe.sink().account().read() == READ_OF_IT);
        long readAt = time.nanos();
        turnUntil(() -> !pipe.isOpen());
        turnAfter(Duration.ofNanos(readAt - time.nanos()).plusSeconds(5).minus(INSTANT));
        assertThat(log()).isEqualTo("before");
        turnAfter(INSTANT);
        assertThat(log()).isEqualTo("beforeafter");
    }

    @Test
    void theFiveSecondsBeginAgainWithAnotherCapture() {
        OutputPipe pipe = pipe(SAYS_AFTER_A_CAPTURE + "; read x; " + SAYS_AFTER_A_CAPTURE + "; exec sleep 1000", 100);
        turnUntil(() -> pipe.sink().account().read() == READ_OF_IT);
        turnAfter(Duration.ofSeconds(4));
        send("go on\n");
        turnUntil(() -> pipe.sink().account().read() == 2 * READ_OF_IT);
        turnAfter(Duration.ofSeconds(5).minus(INSTANT));
        assertThat(log()).isEqualTo("beforeafterbefore");
        turnAfter(INSTANT);
        assertThat(log()).isEqualTo("beforeafterbeforeafter");
    }

    @Test
    void itIsWrittenBeforeTheNextLifeAndAtTheEndOfTheDaemon() {
        OutputPipe first = pipe(SAYS_AFTER_A_CAPTURE, 100);
        turnUntil(() -> !first.isOpen());
        assertThat(log()).isEqualTo("before");
        first.release();
        assertThat(log()).isEqualTo("beforeafter");
        OutputPipe second = pipe(SAYS_AFTER_A_CAPTURE, 100);
        turnUntil(() -> !second.isOpen());
        assertThat(log()).isEqualTo("beforeafterbefore");
        second.close();
        assertThat(log()).isEqualTo("beforeafterbeforeafter");
    }

    @Test
    void aQuietChildBesideAFloodIsHeardWithinTwoTurns() {
        List<OutputPipe> flood = IntStream.range(0, 20)
                .mapToObj(_ -> pipe("exec yes", 0, Path.of("/dev/null")))
                .toList();
        Path said = folder.resolve("said");
        OutputPipe quiet = pipe("read x; echo here; : >" + said + "; exec sleep 1000", 0, folder.resolve("log"));
        turnUntil(() -> flood.stream().allMatch(pipe -> pipe.sink().account().read() > 0));
        send("speak\n");
        while (!Files.exists(said)) {
            Thread.onSpinWait(); // no turn: what was written stays in the pipe
        }
        for (int turns = 2; turns > 0; turns--) {
            turnAfter(REST);
        }
        assertThat(quiet.sink().account().read()).isEqualTo("here\n".length());
    }

    @Test
    void aChildAtFullSpeedGetsOneReadATurn() {
        OutputPipe pipe = pipe("exec yes", 0, Path.of("/dev/null"));
        while (pipe.sink().account().read() < 16 * 1024 * 1024) {
            long before = pipe.sink().account().read();
            turnAfter(REST);
            assertThat(pipe.sink().account().read() - before).isLessThanOrEqualTo(ReadBuffer.BYTES);
        }
    }

    private OutputPipe pipe(String shell, long captureMaxBytes) {
        return pipe(shell, captureMaxBytes, folder.resolve("log"));
    }

    @Test
    void aListenerIsHeardThoughWhereItsOutputGoesThrowsAndOnlyTheFirstFailureIsReported() {
        AtomicInteger heard = new AtomicInteger();
        OutputPipe pipe = pipe(
                "yes | head -c 200000; exec sleep 1000",
                new StreamSpec(new StreamSpec.Log.File(folder.resolve("log"), 0, 0), 0, true, false, false),
                new Broken(),
                Optional.of(chunk -> heard.addAndGet(chunk.remaining())));
        turnUntil(() -> heard.get() == 200_000);
        assertThat(pipe.isOpen()).isTrue();
        assertThat(failures).singleElement().asString().contains("nobody takes events");
        failures.clear();
    }

    @Test
    void aListenerThatCannotBeHeardIsLoggedAllTheSame() {
        AtomicInteger attempts = new AtomicInteger();
        OutputPipe pipe = pipe(
                "yes | head -c 200000; exec sleep 1000",
                new StreamSpec(new StreamSpec.Log.File(folder.resolve("log"), 0, 0), 0, false, false, false),
                Taps.NONE,
                Optional.of(_ -> {
                    attempts.incrementAndGet();
                    throw new AssertionError("a mistake");
                }));
        turnUntil(() -> pipe.sink().account().read() == 200_000);
        assertThat(log()).hasSize(200_000);
        assertThat(pipe.isOpen()).isTrue();
        assertThat(failures).hasSize(attempts.get());
        failures.clear();
    }

    /** Throws whenever there is an event. */
    private static final class Broken implements Taps {
        @Override
        public void log(ProcessName name, int pid, LogStream stream, byte[] data) {
            throw new AssertionError("nobody takes events");
        }

        @Override
        public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {}

        @Override
        public void syslog(ProcessName name, LogStream stream, String line) {}

        @Override
        public boolean wantsCopies() {
            return false;
        }

        @Override
        public void copy(ProcessName name, LogStream stream, byte[] data) {}
    }

    private OutputPipe pipe(String shell, long captureMaxBytes, Path path) {
        StreamSpec.Log log = new StreamSpec.Log.File(path, 0, 0);
        StreamSpec spec = new StreamSpec(log, captureMaxBytes, false, false, false);
        return pipe(shell, spec, Taps.NONE, Optional.empty());
    }

    private OutputPipe pipe(String shell, StreamSpec spec, Taps taps, Optional<OutputListener> listener) {
        CompletableFuture<SpawnResult> result = new CompletableFuture<>();
        spawner.spawn(
                () -> new SpawnOrder(
                        List.of("sh", "-c", shell),
                        "/bin/sh",
                        List.of("PATH=/usr/bin:/bin"),
                        SpawnOrder.Attributes.INHERITED,
                        new SpawnOrder.Stdio(true, false, false, OptionalInt.empty())),
                result::complete);
        SpawnResult.Spawned child = (SpawnResult.Spawned) result.join();
        children.add(child);
        StreamSink.Plan plan = new StreamSink.Plan(
                new ChildStream(
                        new ProcessName("p", "p"), "p", children.getLast().pid(), LogStream.STDOUT),
                spec,
                OutputSpec.Format.RAW,
                Optional.empty());
        StreamSink sink = new StreamSink(plan, files, time, taps, new ByteCounts());
        OutputPipe pipe =
                new OutputPipe(kernel, child.stdoutFd(), sink, listener, buffer, loop.output(), pipes::remove);
        pipes.add(pipe);
        return pipe;
    }

    private void send(String text) {
        ChildInput input = new ChildInput(kernel, children.getLast().pid(), -1, loop.poller());
        assertThat(input.write(text.getBytes(StandardCharsets.US_ASCII))).isEqualTo(ChildInput.Sent.TAKEN);
        input.close();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** However slow the machine is, time moves on only after a round of reading, by the pacer's rest. */
    private void turnUntil(BooleanSupplier condition) {
        long before = -1;
        while (!condition.getAsBoolean()) {
            long read = pipes.stream()
                    .mapToLong(pipe -> pipe.sink().account().read())
                    .sum();
            turnAfter(read == before ? Duration.ZERO : REST);
            before = read;
        }
    }

    private void turnAfter(Duration time) {
        this.time.advance(time);
        loop.execute(() -> {}); // else the loop waits for something to happen
        loop.turn();
    }
}

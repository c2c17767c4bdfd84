package org.supervisor.server.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SpawnResult.Refused;
import org.supervisor.server.os.SpawnResult.Spawned;
import org.supervisor.server.process.ExitStatus;

/** Launches real children for tests, and leaves none behind. */
final class TestProcesses implements AutoCloseable {
    static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Duration POLL_PAUSE = Duration.ofMillis(1);
    private static final int BUFFER_SIZE = 1 << 16;
    private static final int CLOSED = -1;

    private final Spawner spawner;
    private final List<Spawned> living = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER_SIZE);

    TestProcesses() {
        this(() -> true);
    }

    TestProcesses(BooleanSupplier pidfds) {
        spawner = new Spawner(pidfds, _ -> {}, Optional.empty(), _ -> {});
    }

    /** An order for a line of shell, which the test can change. */
    static Order shell(String line) {
        return new Order("/bin/sh", "sh", "-c", line);
    }

    static Order run(String executable, String... arguments) {
        return new Order(
                executable,
                Stream.concat(Stream.of(executable), Stream.of(arguments)).toArray(String[]::new));
    }

    /** A spawn order under construction. */
    static final class Order {
        private final String executable;
        private final List<String> argv;
        private final List<String> environment = List.of("PATH=/usr/bin:/bin");
        private Optional<String> directory = Optional.empty();
        private OptionalInt umask = OptionalInt.empty();
        private int niceness;
        private Optional<Account> account = Optional.empty();
        private List<ResourceLimit> limits = List.of();
        private Optional<String> cgroup = Optional.empty();
        private boolean mergeStderr;
        private boolean survivesDaemon = true;
        private boolean wantsStdin;
        private OptionalInt stdinFd = OptionalInt.empty();

        Order(String executable, String... argv) {
            this.executable = executable;
            this.argv = List.of(argv);
        }

        Order in(String value) {
            directory = Optional.of(value);
            return this;
        }

        Order umask(int value) {
            umask = OptionalInt.of(value);
            return this;
        }

        Order niceness(int value) {
            niceness = value;
            return this;
        }

        Order as(Account value) {
            account = Optional.of(value);
            return this;
        }

        Order limited(ResourceLimit... values) {
            limits = List.of(values);
            return this;
        }

        Order inCgroup(Path processes) {
            cgroup = Optional.of(processes.toString());
            return this;
        }

        Order mergingStderr() {
            mergeStderr = true;
            return this;
        }

        Order wantingStdin() {
            wantsStdin = true;
            return this;
        }

        Order notSurvivingUs() {
            survivesDaemon = false;
            return this;
        }

        Order withStdin(int fd) {
            stdinFd = OptionalInt.of(fd);
            return this;
        }

        SpawnOrder done() {
            return new SpawnOrder(
                    argv,
                    executable,
                    environment,
                    new SpawnOrder.Attributes(directory, umask, niceness, account, limits, Optional.empty(), cgroup),
                    new SpawnOrder.Stdio(mergeStderr, survivesDaemon, wantsStdin, stdinFd));
        }
    }

    SpawnResult launch(Order order) {
        CompletableFuture<SpawnResult> result = new CompletableFuture<>();
        spawner.spawn(order::done, result::complete);
        SpawnResult launched =
                result.orTimeout(LONG_ENOUGH.toSeconds(), TimeUnit.SECONDS).join();
        if (launched instanceof Spawned child) {
            living.add(child);
        }
        return launched;
    }

    Spawned spawn(Order order) {
        return switch (launch(order)) {
            case Spawned child -> child;
            case Refused refused -> throw new AssertionError(refused.message());
        };
    }

    Refused refused(Order order) {
        return switch (launch(order)) {
            case Spawned child -> throw new AssertionError("runs as " + child.pid());
            case Refused refused -> refused;
        };
    }

    /** Everything the child writes to stdout until it has ended. */
    String output(Order order) {
        Spawned child = spawn(order);
        String text = readToEnd(child.stdoutFd());
        exit(child);
        return text;
    }

    ExitStatus exit(Spawned child) {
        await("the exit of " + child.pid(), () -> Processes.peekExit(child.pid(), child.pidfd()));
        return reap(child);
    }

    private ExitStatus reap(Spawned child) {
        living.remove(child);
        ExitStatus status = Processes.reap(child.pid(), child.pidfd()).orElseThrow();
        Stream.of(child.pidfd(), child.stdinFd(), child.stdoutFd(), child.stderrFd())
                .forEach(Descriptors::close);
        return status;
    }

    /** The child, after our end of its stdin was closed. */
    Spawned closeStdin(Spawned child) {
        Descriptors.close(child.stdinFd());
        return replace(child, new Spawned(child.pid(), child.pidfd(), CLOSED, child.stdoutFd(), child.stderrFd()));
    }

    /** The child, after our end of its stdout was closed. */
    Spawned closeStdout(Spawned child) {
        Descriptors.close(child.stdoutFd());
        return replace(child, new Spawned(child.pid(), child.pidfd(), child.stdinFd(), CLOSED, child.stderrFd()));
    }

    private Spawned replace(Spawned child, Spawned rest) {
        living.set(living.indexOf(child), rest);
        return rest;
    }

    /** Reads until every holder of the pipe has gone. */
    String readToEnd(int fd) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        await("the end of descriptor " + fd, () -> readSome(fd, all) == 0);
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Reads until this text has been written. */
    String readUntil(int fd, String text) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        await("'" + text + "' on descriptor " + fd, () -> {
            readSome(fd, all);
            return all.toString(StandardCharsets.UTF_8).contains(text);
        });
        return all.toString(StandardCharsets.UTF_8);
    }

    /** The present content of the pipe. */
    String readAvailable(int fd) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        readSome(fd, all);
        return all.toString(StandardCharsets.UTF_8);
    }

    private int readSome(int fd, ByteArrayOutputStream sink) {
        int count;
        while ((count = Descriptors.read(fd, buffer, 0, BUFFER_SIZE)) > 0) {
            sink.writeBytes(buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
        }
        return count;
    }

    int write(int fd, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return Descriptors.write(fd, buffer, 0, bytes.length);
    }

    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(deadline);
            LockSupport.parkNanos(POLL_PAUSE.toNanos());
        }
    }

    static long openDescriptors() {
        try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
            return fds.count();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Override
    public void close() {
        spawner.close();
        for (Spawned child : List.copyOf(living)) {
            Processes.signalGroup(child.pid(), Signal.KILL);
            exit(child);
        }
        arena.close();
    }
}

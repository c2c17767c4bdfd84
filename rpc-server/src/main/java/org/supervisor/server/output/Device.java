package org.supervisor.server.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.SymbolicLinks;
import org.supervisor.server.process.TimeSource;

/**
 * A terminal, FIFO, pipe or socket as a log: it may be slow or have no reader, and the event loop must not wait for it.
 * So a thread of its own writes what is in a bounded queue. What does not fit is dropped, and a line reports it.
 *
 * <p>{@code /dev/stdout} and {@code /dev/stderr} are the daemon's own descriptors, not opened by name: that would fail
 * when they are sockets, as under journald.
 */
final class Device implements LogDevice {
    /** How many bytes may wait. */
    static final int MOST_WAITING = 4 * 1024 * 1024;
    /** How many bytes may wait before reading the source should pause. */
    static final int MANY_WAITING = 1024 * 1024;

    /** How long a reader may read nothing and copies still wait for it. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /** These never block and so are written like files. */
    private static final Set<Path> IMMEDIATE = Set.of(Path.of("/dev/null"), Path.of("/dev/full"));

    private static final int MOST_LINKS = 8;
    private static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");
    private static final Path STANDARD_ERROR = Path.of("/dev/stderr");

    private static final Map<Path, FileDescriptor> OWN = Map.of(
            STANDARD_OUTPUT,
            FileDescriptor.out,
            Path.of("/dev/fd/1"),
            FileDescriptor.out,
            Path.of("/proc/self/fd/1"),
            FileDescriptor.out,
            STANDARD_ERROR,
            FileDescriptor.err,
            Path.of("/dev/fd/2"),
            FileDescriptor.err,
            Path.of("/proc/self/fd/2"),
            FileDescriptor.err);

    /**
     * Bytes that wait.
     *
     * @param announces how many lost bytes they report; 0: they are output
     * @param ifLost what to do if they cannot be written
     */
    private record Chunk(ByteBuffer bytes, long announces, Runnable ifLost) {
        int length() {
            return bytes.limit();
        }
    }

    private static final OpenOption[] APPENDING = {
        StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.APPEND
    };

    private final Path path;
    private final TimeSource time;
    private final Queue<Chunk> queue = new ArrayDeque<>(); // its monitor guards the six below
    private final DropReports dropReports;
    private int waiting;
    private long dropped;
    private String trouble = "";
    private long movedAtNanos; // when the oldest in the queue became the oldest
    private boolean isClosed;

    private final Thread writer;
    private OutputStream out; // the writer's own

    /**
     * Opens it as soon as there is something to write.
     *
     * @param complain gets reports of losses; must not block
     */
    Device(Path path, TimeSource time, Consumer<String> complain) {
        this.path = path;
        this.time = time;
        this.dropReports = new DropReports(path, complain);
        writer = Thread.ofPlatform().daemon().name("log " + NativeText.of(path)).start(this::writeAll);
    }

    /** The device at this path, opened when there is something to write; empty if that is a file or may become one. */
    static Optional<LogDevice> at(Path path, TimeSource time, Consumer<String> complain) {
        return isDevice(path) ? Optional.of(new Device(path, time, complain)) : Optional.empty();
    }

    /** Whether there is something at this path that cannot be rotated and might be slow. */
    static boolean isDevice(Path path) {
        if (OWN.containsKey(path)) {
            return true;
        }
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther()
                    && !IMMEDIATE.contains(path)
                    && SymbolicLinks.objection(path).isEmpty();
        } catch (IOException _) {
            return false; // opening it will report why
        }
    }

    @Override
    public void offer(ByteBuffer bytes, Runnable ifLost) {
        synchronized (queue) {
            if (waiting > 0 && waiting + bytes.remaining() > MOST_WAITING) {
                lost(bytes.remaining(), "it is not read fast enough");
                return;
            }
            announceLoss();
            add(new Chunk(ByteBuffer.wrap(Bytes.copy(bytes)), 0, ifLost));
            bytes.position(bytes.limit());
        }
    }

    @Override
    public Optional<String> trouble() {
        synchronized (queue) {
            return dropped > 0 ? Optional.of(trouble) : Optional.empty();
        }
    }

    @Override
    public boolean isCongested() {
        synchronized (queue) {
            return waiting >= MANY_WAITING;
        }
    }

    @Override
    public boolean isRead() {
        synchronized (queue) {
            return queue.isEmpty() || time.nanos() - movedAtNanos < PATIENCE.toNanos();
        }
    }

    /** The name that stands for all names of our own standard output or error, links to them included. */
    static Path byOneName(Path path) {
        Path name = path;
        try {
            for (int i = 0; i < MOST_LINKS && !OWN.containsKey(name) && Files.isSymbolicLink(name); i++) {
                name = name.resolveSibling(Files.readSymbolicLink(name));
            }
        } catch (IOException _) {
            return path; // opening it will report why
        }
        FileDescriptor own = OWN.get(name);
        return own == null ? path : own == FileDescriptor.out ? STANDARD_OUTPUT : STANDARD_ERROR;
    }

    static boolean isStandardOutput(Path path) {
        return OWN.get(path) == FileDescriptor.out;
    }

    @Override
    public void close() {
        synchronized (queue) {
            announceLoss();
            isClosed = true;
            queue.notifyAll();
        }
    }

    @Override
    public void awaitEnd(Duration timeout) {
        try {
            writer.join(timeout);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            for (Chunk chunk = next(); chunk != null; chunk = next()) {
                write(chunk);
            }
        } catch (InterruptedException _) { // never happens, but then it should end
            Thread.currentThread().interrupt();
        } finally {
            closeUnlessOwn();
            synchronized (queue) {
                dropReports.close(dropped, time.nanos());
            }
        }
    }

    /** Waits for something to write; null at the end. */
    private Chunk next() throws InterruptedException {
        synchronized (queue) {
            while (queue.isEmpty() && !isClosed) {
                queue.wait();
            }
            return queue.peek();
        }
    }

    private void write(Chunk chunk) {
        Optional<String> failure = tryToWrite(chunk.bytes().array());
        synchronized (queue) {
            queue.remove();
            movedAtNanos = time.nanos();
            waiting -= chunk.length();
            settle(chunk, failure);
        }
        if (failure.isPresent()) { // set before the callback, which may look at it
            chunk.ifLost().run();
        }
    }

    /** An earlier loss is over only when the line that reports it has been written. */
    private void settle(Chunk chunk, Optional<String> failure) {
        if (failure.isPresent()) {
            lost(chunk.announces() > 0 ? chunk.announces() : chunk.length(), failure.get());
        } else if (chunk.announces() > 0) {
            dropReports.end(chunk.announces(), time.nanos());
        }
    }

    /** Writes; if that fails, returns why. */
    private Optional<String> tryToWrite(byte[] bytes) {
        try {
            if (out == null) {
                FileDescriptor own = OWN.get(path);
                out = own == null ? Files.newOutputStream(path, APPENDING) : new FileOutputStream(own);
            }
            out.write(bytes);
            return Optional.empty();
        } catch (IOException e) { // the reader has gone; there may be another one later
            closeUnlessOwn();
            return Optional.of(FailureReason.of(e));
        }
    }

    private void lost(long bytes, String why) {
        if (dropped == 0) {
            dropReports.begin(why, time.nanos());
        }
        trouble = why;
        dropped += bytes;
    }

    private void closeUnlessOwn() {
        if (out != null && !OWN.containsKey(path)) {
            try {
                out.close();
            } catch (IOException _) {
                // it is gone either way
            }
            out = null;
        }
    }

    private void announceLoss() {
        if (dropped > 0) {
            String line = "[supervisor: " + dropped + " bytes dropped: " + NativeText.of(path) + ": " + trouble + "]\n";
            add(new Chunk(ByteBuffer.wrap(NativeText.bytes(line)), dropped, () -> {}));
            dropped = 0;
        }
    }

    private void add(Chunk chunk) {
        if (queue.isEmpty()) {
            movedAtNanos = time.nanos();
        }
        queue.add(chunk);
        waiting += chunk.length();
        queue.notifyAll();
    }
}

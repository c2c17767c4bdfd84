package org.supervisor.server.output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

/**
 * A terminal, FIFO, pipe or socket as a log: it may be slow or have no reader, and the event loop must not wait for it.
 * So a thread of its own writes what a bounded queue holds. What does not fit is dropped, and a line says so.
 *
 * <p>{@code /dev/stdout} and {@code /dev/stderr} are the daemon's own descriptors, not opened by name: that would fail
 * when they are sockets, as under journald.
 */
final class Device implements AutoCloseable {
    /** How many bytes may wait. */
    static final int MOST_WAITING = 4 * 1024 * 1024;
    /** How many bytes may wait before the source should be left unread for a while. */
    static final int MANY_WAITING = 1024 * 1024;

    private static final Path NULL_DEVICE = Path.of("/dev/null");
    private static final Map<Path, FileDescriptor> OWN = Map.of(
            Path.of("/dev/stdout"), FileDescriptor.out,
            Path.of("/dev/fd/1"), FileDescriptor.out,
            Path.of("/proc/self/fd/1"), FileDescriptor.out,
            Path.of("/dev/stderr"), FileDescriptor.err,
            Path.of("/dev/fd/2"), FileDescriptor.err,
            Path.of("/proc/self/fd/2"), FileDescriptor.err);

    private final Path path;
    private final Queue<byte[]> queue = new ArrayDeque<>(); // its monitor guards the three below
    private int waiting;
    private long dropped;
    private boolean isClosed;

    private final Thread writer;
    private OutputStream out; // the writer's own

    Device(Path path) {
        this.path = path;
        writer = Thread.ofPlatform().daemon().name("log " + path).start(this::writeAll);
    }

    /** Whether there is something at this path that cannot be rotated and might be slow. */
    static boolean isDevice(Path path) {
        if (OWN.containsKey(path)) {
            return true;
        }
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther() && !path.equals(NULL_DEVICE);
        } catch (IOException _) {
            return false; // opening it will tell why
        }
    }

    /** Takes all of these bytes, or none of them if too many wait already; the buffer shows which. */
    void offer(ByteBuffer bytes) {
        synchronized (queue) {
            if (waiting > 0 && waiting + bytes.remaining() > MOST_WAITING) {
                dropped += bytes.remaining();
                return;
            }
            announceLoss();
            add(Bytes.copy(bytes));
            bytes.position(bytes.limit());
        }
    }

    /** Whether the reader falls behind, so that more output is better left where it is. */
    boolean isCongested() {
        synchronized (queue) {
            return waiting >= MANY_WAITING;
        }
    }

    /** Takes no more; what waits is still written. */
    @Override
    public void close() {
        synchronized (queue) {
            announceLoss();
            isClosed = true;
            queue.notifyAll();
        }
    }

    /** Waits until everything is written, but no longer than this. */
    void awaitEnd(Duration patience) {
        try {
            writer.join(patience);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            for (byte[] chunk = next(); chunk != null; chunk = next()) {
                write(chunk);
            }
        } catch (InterruptedException _) { // nobody interrupts it, but then it should end
            Thread.currentThread().interrupt();
        } finally {
            closeUnlessOwn();
        }
    }

    /** Waits for something to write; null when there will be nothing more. */
    private byte[] next() throws InterruptedException {
        synchronized (queue) {
            while (queue.isEmpty() && !isClosed) {
                queue.wait();
            }
            return queue.peek();
        }
    }

    private void write(byte[] chunk) {
        boolean isWritten = tryToWrite(chunk);
        synchronized (queue) {
            queue.remove();
            waiting -= chunk.length;
            dropped += isWritten ? 0 : chunk.length;
        }
    }

    private boolean tryToWrite(byte[] chunk) {
        try {
            if (out == null) {
                FileDescriptor own = OWN.get(path);
                out = own == null ? new FileOutputStream(path.toFile(), true) : new FileOutputStream(own);
            }
            out.write(chunk);
            return true;
        } catch (IOException _) { // the reader has gone; perhaps another one comes
            closeUnlessOwn();
            return false;
        }
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
            String line = "[supervisor: " + dropped + " bytes dropped: " + path + " is not read fast enough]\n";
            dropped = 0;
            add(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(byte[] chunk) {
        queue.add(chunk);
        waiting += chunk.length;
        queue.notifyAll();
    }
}

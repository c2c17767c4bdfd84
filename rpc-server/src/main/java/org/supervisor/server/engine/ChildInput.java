package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.OsException;

/**
 * What is on its way to a child's standard input. Our end of that pipe is open as long as the child lives, so that the
 * child reads its end when we are gone; or, to save the descriptor, the child holds both ends, and ours is opened
 * through {@code /proc} for the first write. What a full pipe does not take waits here until the child reads, but no
 * more than {@link #MOST_WAITING}. Confined to the loop's thread.
 */
final class ChildInput {
    /** The outcome of a write to a child. */
    enum Sent {
        /** Written, or about to be. */
        TAKEN,
        /** None of it was accepted: too much waits already. */
        FULL,
        /** The child has closed its standard input, or is gone. */
        CLOSED
    }

    /** The most that waits, in bytes; but a write while nothing waits is accepted whatever its size. */
    static final int MOST_WAITING = 1024 * 1024;

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    /** Takes nothing. */
    static final ChildInput NONE = closed();

    private static final int NOT_OPEN = -1;

    private final Kernel kernel;
    private final int pid;
    private final Watcher poller;
    private ByteBuffer waiting = NOTHING; // from its position to its limit
    private int descriptor;
    private boolean isClosed;

    /**
     * The input of a child.
     *
     * @param descriptor to write to, non-blocking, ours from now on; below 0: to be opened when it is needed
     */
    ChildInput(Kernel kernel, int pid, int descriptor, Watcher poller) {
        this.kernel = kernel;
        this.pid = pid;
        this.descriptor = descriptor;
        this.poller = poller;
    }

    private static ChildInput closed() {
        ChildInput none = new ChildInput(null, 0, NOT_OPEN, null);
        none.isClosed = true;
        return none;
    }

    /** Writes all or nothing, now or as the child reads. */
    Sent write(byte[] data) {
        if (!isOpen()) {
            return Sent.CLOSED;
        }
        boolean isIdle = !waiting.hasRemaining();
        if (!isIdle && waiting.remaining() + data.length > MOST_WAITING) {
            return Sent.FULL;
        }
        add(data);
        if (isIdle) {
            flush();
            if (waiting.hasRemaining()) {
                watch();
            }
        }
        return isClosed ? Sent.CLOSED : Sent.TAKEN;
    }

    /** The descriptor to write to; below 0: there is none at present. */
    int descriptor() {
        return descriptor;
    }

    /** What waits for the child to read. */
    byte[] waitingBytes() {
        byte[] bytes = new byte[waiting.remaining()];
        waiting.get(waiting.position(), bytes);
        return bytes;
    }

    /** How many bytes wait for the child to read. */
    int waiting() {
        return waiting.remaining();
    }

    /** For good: the pid may soon be another's. */
    void close() {
        if (isClosed) {
            return;
        }
        if (waiting.hasRemaining()) {
            poller.remove(descriptor);
            waiting = NOTHING;
        }
        kernel.close(descriptor);
        descriptor = NOT_OPEN;
        isClosed = true;
    }

    private boolean isOpen() {
        if (descriptor == NOT_OPEN && !isClosed) {
            descriptor = switch (kernel.openStdinOf(pid)) {
                case ChildStdin.Open(int opened) -> opened;
                case ChildStdin.Unavailable _ -> NOT_OPEN;
            };
        }
        return descriptor != NOT_OPEN;
    }

    /** Bytes that will never be written must not seem to be waiting, and those behind them must not overtake them. */
    private void watch() {
        try {
            poller.add(descriptor, false, true, (_, _, hangup) -> ready(hangup));
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private void ready(boolean hangup) {
        if (hangup) {
            close();
            return;
        }
        flush();
        if (!waiting.hasRemaining()) {
            poller.remove(descriptor);
        }
    }

    /** Appends to what waits, in one buffer: a million writes of one byte take no more than a megabyte. */
    private void add(byte[] data) {
        int end = waiting.limit();
        if (waiting.capacity() - end >= data.length) {
            waiting.limit(end + data.length).put(end, data);
        } else {
            int size = Math.max(waiting.remaining() + data.length, Math.min(2 * waiting.capacity(), MOST_WAITING));
            waiting = ByteBuffer.allocateDirect(size).put(waiting).put(data).flip();
        }
    }

    private void flush() {
        try {
            while (waiting.hasRemaining()) {
                if (kernel.write(descriptor, waiting) < 0) {
                    return;
                }
            }
            waiting = NOTHING;
        } catch (OsException _) { // it has no reader any more, or cannot be written: a retry would not help
            close();
        }
    }
}

package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.supervisor.server.os.BrokenPipeException;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.Poller;

/**
 * What is on its way to a child's standard input. The child holds both ends of that pipe, so it usually costs us no
 * descriptor until somebody writes; then it is opened through {@code /proc} and stays open. A full pipe holds the rest back
 * here until the child reads. Confined to the loop's thread.
 */
final class ChildInput {
    /** Takes nothing. */
    static final ChildInput NONE = closed();

    private static final int NOT_OPEN = -1;

    private final int pid;
    private final Poller poller;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private int descriptor;
    private boolean isClosed;

    /**
     * The input of a child.
     *
     * @param descriptor to write to, non-blocking, ours from now on; below 0: to be opened when it is needed
     */
    ChildInput(int pid, int descriptor, Poller poller) {
        this.pid = pid;
        this.descriptor = descriptor;
        this.poller = poller;
    }

    private static ChildInput closed() {
        ChildInput none = new ChildInput(0, NOT_OPEN, null);
        none.close();
        return none;
    }

    /**
     * Writes, now or as the child reads.
     *
     * @return false if the child has closed its standard input, or is gone
     */
    boolean write(byte[] data) {
        if (!isOpen()) {
            return false;
        }
        boolean isIdle = waiting.isEmpty();
        waiting.add(ByteBuffer.allocateDirect(data.length).put(data).flip());
        if (isIdle) {
            flush();
            if (!waiting.isEmpty()) {
                poller.add(descriptor, false, true, (_, _, hangup) -> ready(hangup));
            }
        }
        return !isClosed;
    }

    /** For good: the pid may soon be another's. */
    void close() {
        if (!waiting.isEmpty()) {
            poller.remove(descriptor);
            waiting.clear();
        }
        Descriptors.close(descriptor);
        descriptor = NOT_OPEN;
        isClosed = true;
    }

    private boolean isOpen() {
        if (descriptor == NOT_OPEN && !isClosed) {
            descriptor = switch (Descriptors.openStdinOf(pid)) {
                case ChildStdin.Open(int opened) -> opened;
                case ChildStdin.Unavailable _ -> NOT_OPEN;
            };
        }
        return descriptor != NOT_OPEN;
    }

    private void ready(boolean hangup) {
        if (hangup) {
            close();
            return;
        }
        flush();
        if (waiting.isEmpty()) {
            poller.remove(descriptor);
        }
    }

    private void flush() {
        try {
            for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
                if (next.hasRemaining() && Descriptors.write(descriptor, next) < 0) {
                    return;
                }
                if (!next.hasRemaining()) {
                    waiting.poll();
                }
            }
        } catch (BrokenPipeException _) { // nobody will ever read it
            close();
        }
    }
}

package org.supervisor.server.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import org.supervisor.server.os.ChildStdin;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.Poller;

/**
 * What is on its way to a child's standard input. The child holds both ends of that pipe, so it costs us no descriptor until
 * somebody writes; then it is opened through {@code /proc} and stays open. A full pipe holds the rest back here until the
 * child reads. Confined to the loop's thread.
 */
final class ChildInput {
    /** Takes nothing. */
    static final ChildInput NONE = new ChildInput(0, null);

    private static final int CLOSED = -1;

    private final int pid;
    private final Poller poller;
    private final Deque<MemorySegment> waiting = new ArrayDeque<>();
    private int descriptor = CLOSED;

    ChildInput(int pid, Poller poller) {
        this.pid = pid;
        this.poller = poller;
    }

    /**
     * Writes, now or as the child reads.
     *
     * @return false if the child has closed its standard input
     */
    boolean write(byte[] data) {
        if (descriptor == CLOSED) {
            descriptor = open();
            if (descriptor == CLOSED) {
                return false;
            }
        }
        boolean idle = waiting.isEmpty();
        MemorySegment copy = Arena.ofAuto().allocate(Math.max(1, data.length));
        MemorySegment.copy(data, 0, copy, ValueLayout.JAVA_BYTE, 0, data.length);
        waiting.add(copy.asSlice(0, data.length));
        if (idle) {
            flush();
            if (!waiting.isEmpty()) {
                poller.add(descriptor, false, true, (_, _, hangup) -> ready(hangup));
            }
        }
        return true;
    }

    void close() {
        if (descriptor != CLOSED) {
            if (!waiting.isEmpty()) {
                poller.remove(descriptor);
            }
            waiting.clear();
            Descriptors.close(descriptor);
            descriptor = CLOSED;
        }
    }

    private int open() {
        if (poller == null) {
            return CLOSED;
        }
        return switch (Descriptors.openStdinOf(pid)) {
            case ChildStdin.Open(int opened) -> opened;
            case ChildStdin.Unavailable _ -> CLOSED;
        };
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
        for (MemorySegment next = waiting.peek(); next != null; next = waiting.peek()) {
            int written = next.byteSize() == 0 ? 0 : Descriptors.write(descriptor, next, 0, next.byteSize());
            if (written < 0) {
                return;
            }
            waiting.poll();
            if (written < next.byteSize()) {
                waiting.addFirst(next.asSlice(written));
            }
        }
    }
}

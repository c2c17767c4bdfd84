package org.supervisor.server.engine;

import java.nio.ByteBuffer;

/** The one off-heap buffer into which all output is read. Its content is valid until the next read. Loop's thread. */
final class ReadBuffer {
    /**
     * The most that is read from one pipe before the next one. More would not be faster: the log's pages cost the time.
     */
    static final int BYTES = 256 * 1024;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(BYTES);
    private final Kernel kernel;
    private final PeekedBytes peeked;

    ReadBuffer(Kernel kernel) {
        this.kernel = kernel;
        this.peeked = new PeekedBytes(kernel, memory);
    }

    /** Reads from a descriptor: the count, 0 at the end, -1 if there is nothing now. */
    int fill(int descriptor) {
        return kernel.read(descriptor, memory.clear());
    }

    /** As {@link #fill}, but leaves the bytes in the pipe. */
    int peek(int descriptor) {
        return kernel.peek(descriptor, memory.clear());
    }

    /** What is at the head of a pipe, looked at or not. */
    PeekedBytes head(int descriptor) {
        return peeked.of(descriptor, BYTES);
    }

    /** What was looked at last, by {@link #peek}, in the pipe. */
    PeekedBytes peeked(int descriptor, int count) {
        return peeked.of(descriptor, count);
    }

    /** Its memory, for who reads something else. */
    ByteBuffer memory() {
        return memory.clear();
    }

    /** The first bytes of what was read last. */
    ByteBuffer bytes(int count) {
        return memory.limit(count).position(0);
    }
}

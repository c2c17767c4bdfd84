package org.supervisor.server.rpc;

import java.nio.ByteBuffer;
import java.util.Queue;

/** A response ready to be sent. Its bytes lie in a buffer that returns to its owner when the reply is closed. */
public final class Reply implements AutoCloseable {
    /** Of buffers larger than this one at most is kept: where there are so many programs, it will be needed again. */
    private static final int MAX_KEPT_BYTES = 1 << 20;

    private static final int MOST_IDLE_WRITERS = 8;

    private final XmlWriter writer;
    private final Queue<XmlWriter> idle;

    Reply(XmlWriter writer, Queue<XmlWriter> idle) {
        this.writer = writer;
        this.idle = idle;
    }

    /** The document, in UTF-8; valid until the reply is closed. */
    public ByteBuffer bytes() {
        return writer.written();
    }

    /** Gives the buffer back. To be called once, when the bytes have been sent or never will be. */
    @Override
    public void close() {
        boolean isUsual = writer.capacity() <= MAX_KEPT_BYTES && idle.size() < MOST_IDLE_WRITERS;
        if (isUsual || idle.isEmpty()) {
            writer.clear();
            idle.add(writer);
        }
    }
}

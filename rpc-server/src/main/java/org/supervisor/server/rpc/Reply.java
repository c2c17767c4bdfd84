package org.supervisor.server.rpc;

import java.nio.ByteBuffer;
import java.util.Queue;

/** A response ready to be sent. Its bytes lie in a buffer that returns to its owner when the reply is closed. */
public final class Reply implements AutoCloseable {
    /** A buffer that one unusual answer has made larger than this is not kept. */
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
        if (writer.capacity() <= MAX_KEPT_BYTES && idle.size() < MOST_IDLE_WRITERS) {
            writer.clear();
            idle.add(writer);
        }
    }
}

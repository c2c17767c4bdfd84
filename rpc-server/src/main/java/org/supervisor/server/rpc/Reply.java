package org.supervisor.server.rpc;

import java.nio.ByteBuffer;

/** A response ready to be sent. Its bytes are in a buffer that is returned to its owner when the reply is closed. */
public final class Reply implements AutoCloseable {
    private final XmlWriter writer;
    private final Writers writers;

    Reply(XmlWriter writer, Writers writers) {
        this.writer = writer;
        this.writers = writers;
    }

    /** The document, in UTF-8; valid until the reply is closed. */
    public ByteBuffer bytes() {
        return writer.written();
    }

    /** Returns the buffer. To be called once, when the bytes have been sent or never will be. */
    @Override
    public void close() {
        writers.giveBack(writer);
    }
}

package org.supervisor.client;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of an answer, read as they are asked for. For one thread; only {@link #close} may come from another, and
 * ends reading with an IOException.
 */
abstract class HttpBody extends InputStream {
    /** Sets the deadline of the next bytes. */
    abstract void setDeadline(Deadline deadline);

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    /** Returns the connection for reuse if the answer was read to its end; otherwise closes it. */
    @Override
    public abstract void close();
}

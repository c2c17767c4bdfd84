package org.supervisor.client;

import java.io.FilterInputStream;
import java.io.IOException;

/** The endless answer to a request to follow a log. Closing it closes the connection; another thread may do that. */
final class LogFollower extends FilterInputStream {
    private volatile boolean closed;

    LogFollower(HttpReply reply) {
        super(reply.body());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException | java.nio.channels.CancelledKeyException e) {
            if (closed) {
                return -1;
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        super.close();
    }
}

package org.supervisor.client;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * One connection, TCP or UNIX, with a deadline for every step. The JDK has time-outs for blocking TCP sockets only,
 * so the channel does not block and a selector waits. For one thread at a time; only {@link #close} may come from
 * another.
 */
final class Connection implements Closeable {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final Duration FULL_QUEUE_PAUSE = Duration.ofMillis(5);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer input = ByteBuffer.allocate(BUFFER_BYTES).flip();
    private Deadline deadline;

    private Connection(SocketChannel channel, Selector selector, Deadline deadline) throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.deadline = deadline;
        this.key = channel.register(selector, 0);
    }

    /**
     * Connects to the first of the endpoint's addresses that answers.
     *
     * @throws SocketTimeoutException if the deadline is over
     */
    static Connection open(Endpoint endpoint, Deadline deadline) throws IOException {
        IOException first = null;
        for (SocketAddress address : endpoint.addresses()) {
            try {
                return open(address, deadline);
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        throw first == null ? new IOException("the host has no address") : first;
    }

    private static Connection open(SocketAddress address, Deadline deadline) throws IOException {
        return address instanceof UnixDomainSocketAddress unix
                ? openUnix(unix, deadline)
                : open(SocketChannel.open(), address, deadline);
    }

    /** A UNIX socket is connected at once, or its queue is full and the caller has to retry: connect(2), EAGAIN. */
    private static Connection openUnix(UnixDomainSocketAddress address, Deadline deadline) throws IOException {
        while (true) {
            try {
                return open(SocketChannel.open(StandardProtocolFamily.UNIX), address, deadline);
            } catch (SocketException e) {
                // EAGAIN has no class of its own, as ECONNREFUSED and EACCES have; a missing file is detected by a
                // check.
                if (e.getClass() != SocketException.class || Files.notExists(address.getPath())) {
                    throw e;
                }
                LockSupport.parkNanos(FULL_QUEUE_PAUSE.toNanos());
                checkGoingOn(deadline);
            }
        }
    }

    private static Connection open(SocketChannel channel, SocketAddress address, Deadline deadline) throws IOException {
        Connection connection = null;
        try {
            channel.configureBlocking(false);
            connection = new Connection(channel, Selector.open(), deadline);
            if (!channel.connect(address)) {
                connection.finishConnect();
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            if (connection != null) {
                connection.close();
            }
            channel.close();
            throw e;
        }
    }

    private void finishConnect() throws IOException {
        key.interestOps(SelectionKey.OP_CONNECT);
        while (!channel.finishConnect()) {
            select();
        }
    }

    /** Sets the deadline of the next steps. */
    void setDeadline(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Writes all of it. */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                await(SelectionKey.OP_WRITE);
            }
        }
    }

    /** The next byte. */
    int read() throws IOException {
        if (!input.hasRemaining() && !fill()) {
            throw new EOFException("the connection was closed in the middle of an answer");
        }
        return input.get() & 0xff;
    }

    /** Some bytes, at least one; -1 at the end. */
    int read(byte[] bytes, int offset, int length) throws IOException {
        if (!input.hasRemaining() && !fill()) {
            return -1;
        }
        int count = Math.min(length, input.remaining());
        input.get(bytes, offset, count);
        return count;
    }

    /** Whether this idle connection is unusable: closed by the server, or with unexpected input. */
    boolean isStale() {
        try {
            input.clear();
            int count = channel.read(input);
            input.limit(0);
            return count != 0;
        } catch (IOException e) {
            return true;
        }
    }

    private boolean fill() throws IOException {
        input.clear();
        int count = channel.read(input);
        while (count == 0) {
            input.limit(0);
            await(SelectionKey.OP_READ);
            input.clear();
            count = channel.read(input);
        }
        input.flip();
        return count > 0;
    }

    private void await(int operation) throws IOException {
        key.interestOps(operation);
        select();
    }

    private void select() throws IOException {
        checkGoingOn(deadline);
        try {
            selector.select(deadline.selectMillis());
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException e) {
            throw new IOException("the connection was closed by this side", e);
        }
        checkGoingOn(deadline);
    }

    private static void checkGoingOn(Deadline deadline) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (deadline.isOver()) {
            throw new SocketTimeoutException("the time is over");
        }
    }

    @Override
    public void close() {
        try (channel;
                selector) {
            key.cancel();
        } catch (IOException e) {
            // Nothing was left to send, so nothing is lost.
        }
    }
}

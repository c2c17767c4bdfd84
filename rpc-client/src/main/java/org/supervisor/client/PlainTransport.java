package org.supervisor.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/**
 * HTTP over TCP or a UNIX socket, without TLS. Written by hand because the console creates a JVM for each command, and
 * loading a library's client takes longer than the rest of the command.
 */
final class PlainTransport implements Transport {
    private static final int MAX_IDLE = 8;

    private final Endpoint endpoint;
    private final Duration connectTimeout;
    /** Guarded by itself; the last used comes first. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    private volatile boolean closed;

    PlainTransport(Endpoint endpoint, Duration connectTimeout) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
    }

    @Override
    public void connect(Deadline deadline) {
        giveBack(take(deadline));
    }

    @Override
    public HttpReply send(Request request, Deadline deadline) throws IOException {
        Connection connection = take(deadline);
        try {
            write(connection, request);
            return ReplyReader.read(connection, this);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A connection that was not in use, or a new one. */
    Connection take(Deadline deadline) {
        for (Connection connection = pollIdle(); connection != null; connection = pollIdle()) {
            if (!connection.isStale()) {
                connection.setDeadline(deadline);
                return connection;
            }
            connection.close();
        }
        try {
            Connection connection = Connection.open(endpoint, Deadline.in(connectTimeout));
            connection.setDeadline(deadline);
            return connection;
        } catch (IOException e) {
            throw ConnectFailures.explain(endpoint, connectTimeout, e);
        }
    }

    private Connection pollIdle() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    /** Closes a connection whose answer will not be read to its end. */
    void release(Connection connection, boolean isReusable) {
        if (isReusable) {
            giveBack(connection);
        } else {
            connection.close();
        }
    }

    /** Keeps a connection for the next request. */
    void giveBack(Connection connection) {
        synchronized (idle) {
            if (!closed && idle.size() < MAX_IDLE) {
                idle.addFirst(connection);
                return;
            }
        }
        connection.close();
    }

    /** In one write, so that a small request leaves in one packet. */
    void write(Connection connection, Request request) throws IOException {
        StringBuilder head = new StringBuilder(request.method() + " " + request.path() + " HTTP/1.1\r\n");
        addHeader(head, "Host", endpoint.authority());
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            addHeader(head, header.getKey(), header.getValue());
        }
        if (!request.method().equals("GET")) {
            addHeader(head, "Content-Length", String.valueOf(request.body().remaining()));
        }
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        connection.write(ByteBuffer.allocate(bytes.length + request.body().remaining())
                .put(bytes)
                .put(request.body().duplicate())
                .flip());
    }

    private static void addHeader(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = pollIdle(); connection != null; connection = pollIdle()) {
            connection.close();
        }
    }
}

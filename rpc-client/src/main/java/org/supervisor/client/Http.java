package org.supervisor.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import org.supervisor.client.NotReachableException.Reason;

/** Sends HTTP requests to one endpoint, keeps idle connections for the next ones, and explains what goes wrong. */
final class Http implements Closeable {
    private static final int MAX_IDLE = 8;

    private final Endpoint endpoint;
    private final String authorization;
    private final Duration connectTimeout;
    /** Guarded by itself; the last used comes first. */
    private final Deque<Connection> idle = new ArrayDeque<>();

    private volatile boolean closed;

    Http(Endpoint endpoint, String user, String password, Duration connectTimeout) {
        this.endpoint = endpoint;
        this.connectTimeout = connectTimeout;
        this.authorization = user == null
                ? ""
                : "Authorization: Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8))
                        + "\r\n";
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** A connection that was not in use, or a new one. */
    Connection take(Deadline deadline) {
        if (closed) {
            throw new IllegalStateException("the client was closed; build another one");
        }
        for (Connection connection = pollIdle(); connection != null; connection = pollIdle()) {
            if (!connection.isStale()) {
                connection.setDeadline(deadline);
                return connection;
            }
            connection.close();
        }
        return connect(deadline);
    }

    private Connection pollIdle() {
        synchronized (idle) {
            return idle.pollFirst();
        }
    }

    private Connection connect(Deadline deadline) {
        try {
            Connection connection = Connection.open(endpoint, Deadline.in(connectTimeout));
            connection.setDeadline(deadline);
            return connection;
        } catch (IOException e) {
            throw notConnected(e);
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

    /** Makes of an answer that goes on, over a connection of its own, something that reads it. */
    @FunctionalInterface
    interface Reading<T> {
        T of(Connection connection, HttpReply reply) throws IOException;
    }

    /**
     * Asks for a document that goes on. If that fails the connection is closed.
     *
     * @param headers each ends with a line end
     * @param timeout how long the answer may take to begin
     */
    <T> T follow(String path, String headers, Duration timeout, Reading<T> reading) {
        Connection connection = take(Deadline.in(timeout));
        try {
            connection.write(ByteBuffer.wrap(head("GET", path, headers)));
            return reading.of(connection, HttpReply.receive(connection));
        } catch (IOException e) {
            connection.close();
            throw broken(path, timeout, e);
        } catch (SupervisorException e) {
            connection.close();
            throw e;
        }
    }

    /** Sends a call. */
    void post(Connection connection, byte[] body) throws IOException {
        byte[] head = head(
                "POST",
                endpoint.rpcPath(),
                "Accept: text/xml\r\nContent-Type: text/xml\r\nContent-Length: " + body.length + "\r\n");
        // One write, so that the request leaves in one packet.
        ByteBuffer request = ByteBuffer.allocate(head.length + body.length);
        connection.write(request.put(head).put(body).flip());
    }

    private byte[] head(String method, String path, String headers) {
        return (method + " " + path + " HTTP/1.1\r\nHost: " + endpoint.host() + portSuffix()
                        + "\r\nUser-Agent: supervisor-rpc-client\r\n" + headers + authorization + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private String portSuffix() {
        return endpoint instanceof Endpoint.Tcp tcp ? ":" + tcp.port() : "";
    }

    /**
     * Turns down answers that are not the document asked for.
     *
     * @throws UnauthorizedException on 401
     * @throws ProtocolViolationException on any other status
     */
    void requireOk(HttpReply reply, String path) {
        if (reply.status() == 401) {
            throw new UnauthorizedException(
                    authorization.isEmpty()
                            ? endpoint + " requires a user name and a password; give both"
                            : endpoint + " does not accept this user name and password",
                    null);
        }
        if (reply.status() != 200) {
            throw new ProtocolViolationException(
                    endpoint + " answered " + reply.status() + " " + reply.reason() + " at " + path
                            + (reply.status() == 404
                                    ? "; is there a supervisor at this address?"
                                    : "; its log may tell why"),
                    null);
        }
    }

    /** What this failure means after the connection was made. */
    SupervisorException broken(String what, Duration timeout, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new TimedOutException(
                    endpoint + " did not answer " + what + " within " + timeout.toMillis()
                            + " ms; it may still be at it. Allow more time than the program takes to start or stop",
                    e);
        }
        if (e instanceof InterruptedIOException) {
            throw interrupted(what);
        }
        if (e instanceof java.io.StreamCorruptedException) {
            return new ProtocolViolationException(endpoint + " is not a supervisor, or not well: " + e.getMessage(), e);
        }
        return new NotReachableException(
                Reason.BROKEN, "the connection to " + endpoint + " broke during " + what + ": " + e.getMessage(), e);
    }

    /** Cancelled by an interrupt, which stays set. */
    static CancellationException interrupted(String what) {
        return new CancellationException("interrupted during " + what);
    }

    private SupervisorException notConnected(IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new NotReachableException(
                    Reason.TIMED_OUT, endpoint + " did not answer within " + connectTimeout.toMillis() + " ms", e);
        }
        if (e instanceof InterruptedIOException) {
            throw interrupted("connecting to " + endpoint);
        }
        if (e instanceof UnknownHostException) {
            return new NotReachableException(
                    Reason.UNKNOWN_HOST, endpoint + " has a host name that nobody knows; check the spelling", e);
        }
        if (endpoint instanceof Endpoint.Unix unix) {
            return noSocket(unix, e);
        }
        if (e instanceof ConnectException && !(e instanceof NoRouteToHostException)) {
            return new NotReachableException(
                    Reason.REFUSED, endpoint + " refused the connection; is the supervisor running, on this port?", e);
        }
        return new NotReachableException(Reason.OTHER, endpoint + " is not reachable: " + e.getMessage(), e);
    }

    private SupervisorException noSocket(Endpoint.Unix unix, IOException e) {
        if (!Files.exists(unix.socket())) {
            return new NotReachableException(
                    Reason.NO_SOCKET, endpoint + " does not exist; is the supervisor running, with this socket?", e);
        }
        if (!Files.isWritable(unix.socket())) {
            return new NotReachableException(
                    Reason.FORBIDDEN,
                    endpoint + " is not open to this user; see chmod and chown in its configuration",
                    e);
        }
        Reason reason = e instanceof SocketException ? Reason.REFUSED : Reason.OTHER;
        return new NotReachableException(
                reason, endpoint + " refused the connection; is the supervisor running? (" + e.getMessage() + ")", e);
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = pollIdle(); connection != null; connection = pollIdle()) {
            connection.close();
        }
    }
}

package org.supervisor.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StreamCorruptedException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.supervisor.client.NotReachableException.Reason;

/** The requests that a supervisor understands, over any {@link Transport}, and the meaning of their failures. */
final class Http implements Closeable {
    private static final String BEARER = "Bearer ";

    private final Endpoint endpoint;
    private final Transport transport;
    private final Map<String, String> usualHeaders = new LinkedHashMap<>();
    private volatile boolean closed;

    /**
     * Sends requests by this transport.
     *
     * @param login what the header Authorization has; null: no login
     */
    Http(Endpoint endpoint, Transport transport, String login) {
        this.endpoint = endpoint;
        this.transport = transport;
        usualHeaders.put("User-Agent", "supervisor-rpc-client");
        if (login != null) {
            usualHeaders.put("Authorization", login);
        }
    }

    /** The login by a name and a password. */
    static String basic(String user, String password) {
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(login);
    }

    /** The login by a token. */
    static String bearer(String token) {
        return BEARER + token;
    }

    private String refusal() {
        String login = usualHeaders.get("Authorization");
        if (login == null) {
            return endpoint + " requires a user name and a password; give both";
        }
        return endpoint
                + (login.startsWith(BEARER)
                        ? " does not accept this token: it is unknown, or has expired"
                        : " does not accept this user name and password");
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Connects if there is no connection. */
    void connect(Duration timeout) {
        requireOpen();
        try {
            transport.connect(Deadline.in(timeout));
        } catch (IOException e) {
            throw broken("connecting", timeout, e);
        }
    }

    /** Sends a call. */
    HttpReply post(byte[] body, Duration timeout) throws IOException {
        return send(
                "POST", endpoint.rpcPath(), Map.of("Accept", "text/xml", "Content-Type", "text/xml"), body, timeout);
    }

    /** Converts an endless answer to something that reads it. */
    @FunctionalInterface
    interface Reading<T> {
        T of(HttpReply reply) throws IOException;
    }

    /**
     * Requests an endless document. If that fails the connection is closed.
     *
     * @param timeout how long the answer may take to begin
     */
    <T> T follow(String path, Map<String, String> headers, Duration timeout, Reading<T> reading) {
        HttpReply reply = null;
        try {
            reply = send("GET", path, headers, new byte[0], timeout);
            T reader = reading.of(reply);
            reply = null; // the reader closes it
            return reader;
        } catch (IOException e) {
            throw broken(path, timeout, e);
        } finally {
            if (reply != null) {
                reply.close();
            }
        }
    }

    private HttpReply send(String method, String path, Map<String, String> headers, byte[] body, Duration timeout)
            throws IOException {
        requireOpen();
        Map<String, String> all = new LinkedHashMap<>(usualHeaders);
        all.putAll(headers);
        return transport.send(new Transport.Request(method, path, all, ByteBuffer.wrap(body)), Deadline.in(timeout));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the client was closed; build another one");
        }
    }

    /**
     * Rejects answers other than the requested document.
     *
     * @throws UnauthorizedException on 401
     * @throws ProtocolViolationException on any other status
     */
    void requireOk(HttpReply reply, String path) {
        if (reply.status() == 401) {
            throw new UnauthorizedException(refusal(), null);
        }
        if (reply.status() != 200) {
            throw new ProtocolViolationException(
                    endpoint + " answered " + (reply.status() + " " + reply.reason()).strip() + " at " + path
                            + (reply.status() == 404 ? "; is there a supervisor at this address?" : "; see its log"),
                    null);
        }
    }

    /** The meaning of a failure on an open connection. */
    SupervisorException broken(String what, Duration timeout, IOException e) {
        if (e instanceof SocketTimeoutException) {
            return new TimedOutException(
                    endpoint + " did not answer " + what + " within " + timeout.toMillis()
                            + " ms; it may still be working on it. Allow more time than the program takes to start or"
                            + " stop",
                    e);
        }
        if (e instanceof InterruptedIOException) {
            throw interrupted(what);
        }
        if (e instanceof StreamCorruptedException) {
            return new ProtocolViolationException(
                    endpoint + " is not a supervisor, or does not answer properly: " + e.getMessage(), e);
        }
        return new NotReachableException(
                Reason.BROKEN, "the connection to " + endpoint + " broke during " + what + ": " + e.getMessage(), e);
    }

    /** Cancelled by an interrupt, which stays set. */
    static CancellationException interrupted(String what) {
        return new CancellationException("interrupted during " + what);
    }

    @Override
    public void close() {
        closed = true;
        transport.close();
    }
}

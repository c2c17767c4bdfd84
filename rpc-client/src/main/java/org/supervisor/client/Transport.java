package org.supervisor.client;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;

/** Sends HTTP requests to one supervisor and keeps connections for the next ones. Thread-safe. */
interface Transport extends Closeable {
    /**
     * A request.
     *
     * @param headers all but Host and Content-Length
     * @param body may be empty; has an array and starts at its beginning
     */
    record Request(String method, String path, Map<String, String> headers, ByteBuffer body) {}

    /**
     * Connects if there is no connection.
     *
     * @throws NotReachableException if that fails
     */
    void connect(Deadline deadline) throws IOException;

    /**
     * Sends a request and waits for the head of the answer.
     *
     * @param deadline for all of the answer, unless the body gets another one
     * @throws NotReachableException if there was no connection, so that nothing was sent
     * @throws IOException if it failed later; a {@link java.net.SocketTimeoutException} if the time was over
     */
    HttpReply send(Request request, Deadline deadline) throws IOException;

    /** Closes idle connections. Answers in progress may still be read. */
    @Override
    void close();
}

package org.supervisor.client;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads an answer from a connection of ours: HTTP/1, RFC 9112. */
final class ReplyReader {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 200;

    private ReplyReader() {}

    /**
     * Reads the head of an answer.
     *
     * @param transport gets the connection back once the body is closed
     */
    static HttpReply read(Connection connection, PlainTransport transport) throws IOException {
        String[] statusLine = line(connection).split(" ", 3);
        if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.") || !statusLine[1].matches("\\d{3}")) {
            throw new StreamCorruptedException("it does not speak HTTP/1; it answered " + String.join(" ", statusLine));
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(connection); !line.isEmpty(); line = line(connection)) {
            int colon = line.indexOf(':');
            if (colon < 1 || headers.size() == MAX_HEADERS) {
                throw new StreamCorruptedException("it answered with a bad header: " + line);
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        boolean keepAlive =
                !statusLine[0].equals("HTTP/1.0") && !"close".equalsIgnoreCase(headers.getOrDefault("connection", ""));
        return new HttpReply(
                Integer.parseInt(statusLine[1]),
                statusLine.length > 2 ? statusLine[2] : "",
                headers,
                body(connection, transport, headers, keepAlive));
    }

    private static HttpBody body(
            Connection connection, PlainTransport transport, Map<String, String> headers, boolean keepAlive)
            throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            return new ConnectionBody(connection, transport, true, keepAlive, 0);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return new ConnectionBody(connection, transport, false, false, -1);
        }
        if (!length.matches("\\d{1,18}")) {
            throw new StreamCorruptedException("it answered with Content-Length: " + length);
        }
        return new ConnectionBody(connection, transport, false, keepAlive, Long.parseLong(length));
    }

    /** A line without its end. */
    private static String line(Connection connection) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = connection.read(); c != '\n'; c = connection.read()) {
            if (line.length() == MAX_LINE_BYTES) {
                throw new StreamCorruptedException("it answered with a line of more than " + MAX_LINE_BYTES + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    /** The bytes of an answer, however the server marks their end. */
    private static final class ConnectionBody extends HttpBody {
        private final Connection connection;
        private final PlainTransport transport;
        private final boolean chunked;
        private final boolean keepAlive;
        /** Bytes to come before the next decision; -1 if only the end of the connection ends them. */
        private long left;

        /** Whether the line end of a chunk has not been read yet. */
        private boolean isInside;

        private volatile boolean ended;
        private boolean closed;

        ConnectionBody(Connection connection, PlainTransport transport, boolean chunked, boolean keepAlive, long left) {
            this.connection = connection;
            this.transport = transport;
            this.chunked = chunked;
            this.keepAlive = keepAlive;
            this.left = left;
            this.ended = !chunked && left == 0;
        }

        @Override
        void setDeadline(Deadline deadline) {
            if (!ended) { // else it may be in use for another request
                connection.setDeadline(deadline);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (!ended && chunked && left == 0) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int count = connection.read(bytes, offset, left < 0 ? length : (int) Math.min(length, left));
            if (count == -1) {
                ended = true;
                if (left > 0) {
                    throw new IOException("the connection was closed in the middle of an answer");
                }
                return -1;
            }
            if (left > 0) {
                left -= count;
                ended = left == 0 && !chunked;
            }
            return count;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                transport.release(connection, ended && keepAlive);
            }
        }

        /** Some servers send the end of a chunk only with the next one, so it is not awaited earlier. */
        private void nextChunk() throws IOException {
            if (isInside) {
                line(connection);
            }
            isInside = true;
            String size = line(connection);
            int extension = size.indexOf(';');
            String digits = (extension < 0 ? size : size.substring(0, extension)).strip();
            if (!digits.matches("[0-9a-fA-F]{1,15}")) {
                throw new StreamCorruptedException("it answered with a chunk of size " + size);
            }
            left = Long.parseLong(digits, 16);
            if (left == 0) {
                ended = true;
                while (!line(connection).isEmpty()) {
                    // Trailers hold nothing that is needed.
                }
            }
        }
    }
}

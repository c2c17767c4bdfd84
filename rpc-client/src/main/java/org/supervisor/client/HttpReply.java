package org.supervisor.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to an HTTP request; its body is read from the connection as it is asked for. For one thread.
 *
 * @param status 200 if all is well
 * @param reason what the server calls that status
 * @param headers by lower-case name
 * @param body ends where the answer ends
 */
record HttpReply(int status, String reason, Map<String, String> headers, HttpBody body) {
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 200;

    /** Reads the head of an answer. */
    static HttpReply receive(Connection connection) throws IOException {
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
                HttpBody.of(connection, headers, keepAlive));
    }

    /** Whether the answer was read to its end and the connection can be used again. */
    boolean isReusable() {
        return body.isReusable();
    }

    /** A line without its end. */
    static String line(Connection connection) throws IOException {
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

    /** The bytes of an answer, whichever way the server marks their end. Does not close the connection. */
    static final class HttpBody extends InputStream {
        private final Connection connection;
        private final boolean chunked;
        private final boolean keepAlive;
        /** Bytes to come before the next decision; -1 if only the end of the connection ends them. */
        private long left;

        /** Whether a chunk was begun, whose line end is still to come. */
        private boolean isInside;

        private boolean ended;

        private HttpBody(Connection connection, boolean chunked, boolean keepAlive, long left) {
            this.connection = connection;
            this.chunked = chunked;
            this.keepAlive = keepAlive;
            this.left = left;
            this.ended = !chunked && left == 0;
        }

        static HttpBody of(Connection connection, Map<String, String> headers, boolean keepAlive) throws IOException {
            if (headers.containsKey("transfer-encoding")) {
                return new HttpBody(connection, true, keepAlive, 0);
            }
            String length = headers.get("content-length");
            if (length == null) {
                return new HttpBody(connection, false, false, -1);
            }
            if (!length.matches("\\d{1,18}")) {
                throw new StreamCorruptedException("it answered with Content-Length: " + length);
            }
            return new HttpBody(connection, false, keepAlive, Long.parseLong(length));
        }

        boolean isReusable() {
            return ended && keepAlive;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) == -1 ? -1 : one[0] & 0xff;
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

        /** Some servers send the end of a chunk only with the next one, so it is not waited for before. */
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
                    // Trailers say nothing that is needed.
                }
            }
        }
    }
}

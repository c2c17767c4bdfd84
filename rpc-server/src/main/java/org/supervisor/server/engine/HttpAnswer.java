package org.supervisor.server.engine;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer in HTTP/1.1, of which no more is read than is wanted. */
final class HttpAnswer {
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_LINES = 256;
    private static final int MOST_OF_BODY = 64 * 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,7})[ \t]*(?:;.*)?");

    private final InputStream in;
    private boolean isChunked;
    private int length = Integer.MAX_VALUE; // of the body; until the end of the connection

    HttpAnswer(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The status; empty: that is no HTTP. */
    OptionalInt status() throws IOException {
        Matcher line = STATUS_LINE.matcher(line());
        return line.matches() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
    }

    /** The beginning of the body. After the status. */
    String body() throws IOException {
        readHeaders();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (isChunked) {
            for (int size = chunk(); size > 0 && body.size() < MOST_OF_BODY; size = chunk()) {
                read(size, body);
                line(); // the end of the chunk
            }
        } else {
            read(length, body);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private void readHeaders() throws IOException {
        String line = line();
        for (int lines = 0; !line.isEmpty() && lines < MOST_LINES; lines++) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
                case "transfer-encoding" ->
                    isChunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
                case "content-length" -> length = value.matches("\\d{1,9}") ? Integer.parseInt(value) : length;
                default -> {
                    // does not matter here
                }
            }
            line = line();
        }
    }

    private int chunk() throws IOException {
        Matcher size = CHUNK.matcher(line());
        return size.matches() ? Integer.parseInt(size.group(1), 16) : 0;
    }

    private void read(int count, ByteArrayOutputStream body) throws IOException {
        body.writeBytes(in.readNBytes(Math.min(count, MOST_OF_BODY - body.size())));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < LONGEST_LINE; next = in.read()) {
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }
}

package org.supervisor.server.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.supervisor.server.process.Sha256;

/**
 * The end of a chain of lines.
 *
 * @param number that of the last line, from 1; 0: there is none yet
 * @param hash its SHA-256, in hexadecimal digits
 */
record Chain(long number, String hash) {
    /** No line yet. */
    static final Chain EMPTY = new Chain(0, "0".repeat(64));

    private static final Pattern LINE =
            Pattern.compile("(\\{\"seq\":(\\d{1,18}),.*,\"prev\":\"[0-9a-f]{64}\"),\"sum\":\"([0-9a-f]{64})\"}");

    /** After another line. */
    Chain after(byte[] line) {
        return new Chain(number + 1, Sha256.hex(line));
    }

    /** As of a line of a file; empty: it is none of ours, or was changed. */
    static Optional<Chain> of(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches() && Sha256.hex(ascii(parts.group(1))).equals(parts.group(3))
                ? Optional.of(new Chain(Long.parseLong(parts.group(2)), Sha256.hex(ascii(line))))
                : Optional.empty();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return number + ":" + hash;
    }
}

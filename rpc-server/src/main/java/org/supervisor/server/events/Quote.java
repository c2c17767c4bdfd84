package org.supervisor.server.events;

import java.util.Arrays;

/** Shows bytes as they came, for a message: quoted, what is not printable escaped, and cut. */
final class Quote {
    /** How many bytes are shown. */
    static final int LONGEST = 100;

    private Quote() {}

    /** Such as {@code '\nREADY\n'}. */
    static String of(byte[] bytes) {
        String literal = PythonBytes.literal(Arrays.copyOf(bytes, Math.min(bytes.length, LONGEST)));
        String rest = bytes.length > LONGEST ? "..." : "";
        return literal.substring(1) + rest;
    }
}

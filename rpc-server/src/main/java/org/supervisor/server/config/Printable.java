package org.supervisor.server.config;

import java.util.stream.Collectors;

/** Text from a file for a terminal: control characters are shown as escapes. */
final class Printable {
    /** What {@link org.supervisor.server.process.NativeText} uses for bytes that are not UTF-8. */
    private static final int FIRST_BYTE = 0xDC80;

    private static final int LAST_BYTE = 0xDCFF;

    private Printable() {}

    /** One line: line feeds and tabs are escaped, too. */
    static String line(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : escaped(text, "");
    }

    /** Text of several lines. */
    static String text(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f) ? text : escaped(text, "\n\t");
    }

    private static String escaped(String text, String allowed) {
        return text.codePoints()
                .mapToObj(c -> isHarmless(c) || allowed.indexOf(c) >= 0 ? Character.toString(c) : escape(c))
                .collect(Collectors.joining());
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String escape(int c) {
        if (c >= FIRST_BYTE && c <= LAST_BYTE) {
            return String.format("\\x%02x", c & 0xff);
        }
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
        };
    }
}

package org.supervisor.server.config;

import java.util.stream.Collectors;

/** Python's white space and its representation of text, where the originals' behaviour depends on it. */
final class PythonText {
    private static final int NEXT_LINE = 0x85;

    private PythonText() {}

    /** As {@code str.isspace}: unlike Java's this includes the no-break spaces. */
    static boolean isBlank(int character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == NEXT_LINE;
    }

    /** As {@code str.strip()}. */
    static String strip(String text) {
        return stripEnd(text.substring(indent(text)));
    }

    /** As {@code str.rstrip()}. */
    static String stripEnd(String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    /** How many blanks the text begins with. */
    static int indent(String text) {
        int start = 0;
        while (start < text.length() && isBlank(text.charAt(start))) {
            start++;
        }
        return start;
    }

    /** As {@code repr(str)}. */
    static String repr(String text) {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        return quote + text.codePoints().mapToObj(c -> shown(c, quote)).collect(Collectors.joining()) + quote;
    }

    private static String shown(int c, char quote) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default -> c == quote ? "\\" + quote : isPrintable(c) ? Character.toString(c) : escape(c);
        };
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }

    private static String escape(int c) {
        return String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
}

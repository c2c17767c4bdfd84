package org.supervisor.server.events;

import java.util.HexFormat;

/** Shows bytes as Python's {@code repr} does, which is what listeners of supervisord get. */
final class PythonBytes {
    private PythonBytes() {}

    /** Such as {@code b'caf\xe9\n'}. */
    static String literal(byte[] bytes) {
        char quote = contains(bytes, '\'') && !contains(bytes, '"') ? '"' : '\'';
        StringBuilder literal = new StringBuilder(bytes.length + 3).append('b').append(quote);
        for (byte b : bytes) {
            switch (b) {
                case '\t' -> literal.append("\\t");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\\' -> literal.append("\\\\");
                default -> appendOther(literal, b, quote);
            }
        }
        return literal.append(quote).toString();
    }

    private static void appendOther(StringBuilder literal, byte b, char quote) {
        if (b == quote) {
            literal.append('\\').append(quote);
        } else if (b >= ' ' && b <= '~') {
            literal.append((char) b);
        } else {
            literal.append("\\x").append(HexFormat.of().toHexDigits(b));
        }
    }

    private static boolean contains(byte[] bytes, char wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }
}

package org.supervisor.server.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Writes a response as UTF-8 into a buffer that grows and is used again. Always makes well-formed XML: characters that
 * XML forbids, such as the ESC of a coloured log, become U+FFFD. Numbers are capped to the 32 bits of the wire's int.
 * Not safe for use by several threads.
 */
final class XmlWriter {
    private static final int FIRST_SIZE = 4096;
    private static final int REPLACEMENT = 0xFFFD;

    private static final byte[] RESPONSE = ascii("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value>");
    private static final byte[] RESPONSE_END = ascii("</value>\n</param>\n</params>\n</methodResponse>\n");
    private static final byte[] FAULT = ascii("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value>");
    private static final byte[] FAULT_END = ascii("</value>\n</fault>\n</methodResponse>\n");
    private static final byte[] STRING = ascii("<string>");
    private static final byte[] STRING_END = ascii("</string>");
    private static final byte[] INT = ascii("<int>");
    private static final byte[] INT_END = ascii("</int>");
    private static final byte[] DOUBLE = ascii("<double>");
    private static final byte[] DOUBLE_END = ascii("</double>");
    private static final byte[] TRUE = ascii("<boolean>1</boolean>");
    private static final byte[] FALSE = ascii("<boolean>0</boolean>");
    private static final byte[] ARRAY = ascii("<array><data>\n");
    private static final byte[] ARRAY_END = ascii("</data></array>");
    private static final byte[] VALUE = ascii("<value>");
    private static final byte[] VALUE_END = ascii("</value>\n");
    private static final byte[] STRUCT = ascii("<struct>\n");
    private static final byte[] STRUCT_END = ascii("</struct>");
    private static final byte[] MEMBER = ascii("<member>\n<name>");
    private static final byte[] MEMBER_VALUE = ascii("</name>\n<value>");
    private static final byte[] MEMBER_END = ascii("</value>\n</member>\n");
    private static final byte[] AMP = ascii("&amp;");
    private static final byte[] LT = ascii("&lt;");
    private static final byte[] GT = ascii("&gt;");
    private static final byte[] CR = ascii("&#13;");

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    /** Forgets what was written. */
    void clear() {
        length = 0;
    }

    /** How many bytes the buffer has grown to. */
    int capacity() {
        return bytes.length;
    }

    /** What was written; valid until the next change. */
    ByteBuffer written() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /**
     * Writes the answer to a call.
     *
     * @param value a String, Integer, Long, Boolean, Double, List or Map of these
     */
    void response(Object value) {
        append(RESPONSE);
        value(value);
        append(RESPONSE_END);
    }

    /** Writes a fault. */
    void fault(Fault fault) {
        append(FAULT);
        value(fault.struct());
        append(FAULT_END);
    }

    private void value(Object value) {
        switch (value) {
            case String text -> {
                append(STRING);
                text(text);
                append(STRING_END);
            }
            case Boolean flag -> append(flag ? TRUE : FALSE);
            case Integer number -> integer(number);
            case Long number -> integer(Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case Double number -> {
                append(DOUBLE);
                text(number.toString());
                append(DOUBLE_END);
            }
            case List<?> list -> array(list);
            case Map<?, ?> struct -> struct(struct);
            case Object other ->
                throw new IllegalArgumentException(
                        "the wire has no type for " + other.getClass().getName());
        }
    }

    private void integer(int number) {
        append(INT);
        text(Integer.toString(number));
        append(INT_END);
    }

    private void array(List<?> list) {
        append(ARRAY);
        for (Object element : list) {
            append(VALUE);
            value(element);
            append(VALUE_END);
        }
        append(ARRAY_END);
    }

    private void struct(Map<?, ?> struct) {
        append(STRUCT);
        struct.forEach((name, value) -> {
            append(MEMBER);
            text((String) name);
            append(MEMBER_VALUE);
            value(value);
            append(MEMBER_END);
        });
        append(STRUCT_END);
    }

    private void text(String text) {
        int size = text.length();
        reserve(size);
        for (int i = 0; i < size; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '&' && c != '<' && c != '>') {
                if (length == bytes.length) {
                    reserve(size - i);
                }
                bytes[length++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < size && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                encoded(Character.toCodePoint(c, text.charAt(i)));
            } else {
                special(c);
            }
        }
    }

    private void special(char c) {
        switch (c) {
            case '&' -> append(AMP);
            case '<' -> append(LT);
            case '>' -> append(GT);
            // a bare CR would reach the reader as a line feed
            case '\r' -> append(CR);
            case '\n', '\t' -> encoded(c);
            default -> encoded(isForbidden(c) ? REPLACEMENT : c);
        }
    }

    private static boolean isForbidden(char c) {
        return c < ' ' || Character.isSurrogate(c) || c == '\uFFFE' || c == '\uFFFF';
    }

    /** Appends a code point in the one to four bytes of RFC 3629. */
    private void encoded(int codePoint) {
        reserve(4);
        if (codePoint < 0x80) {
            bytes[length++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xC0 | (codePoint >> 6));
            bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
        } else if (codePoint < 0x10000) {
            bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
            bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
        } else {
            bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
            bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
            bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
            bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
        }
    }

    private void append(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

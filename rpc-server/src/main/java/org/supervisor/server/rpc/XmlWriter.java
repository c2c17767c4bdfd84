package org.supervisor.server.rpc;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a response as UTF-8 into a buffer that grows and is used again. Always writes well-formed XML: characters that
 * XML forbids, such as the ESC of a coloured log, become U+FFFD. Numbers are capped to the 32 bits of the protocol's
 * int. The growth of the buffer is counted in the share of the request. Not thread-safe.
 */
final class XmlWriter {
    private static final int FIRST_SIZE = 4096;
    private static final long MAX_SIZE = Integer.MAX_VALUE - 8;

    /** The buffer grows by no less than this part of its size. */
    private static final int LEAST_GROWTH = 16;

    private static final int REPLACEMENT = 0xFFFD;
    private static final ByteBudget UNLIMITED = new ByteBudget(Long.MAX_VALUE);

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
    private static final byte[] MEMBER_END = ascii("</value>\n</member>\n");
    private static final byte[] AMP = ascii("&amp;");
    private static final byte[] LT = ascii("&lt;");
    private static final byte[] GT = ascii("&gt;");
    private static final byte[] CR = ascii("&#13;");

    /** The characters that are written as they are. */
    private static final boolean[] PLAIN = plain();

    /** What comes before the value of a member, by its name. The names are ours and few. */
    private final Map<String, byte[]> heads = new HashMap<>();

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;
    private ByteBudget.Share share = UNLIMITED.share();
    private int counted;

    /** Counts in this share from now on. */
    void begin(ByteBudget.Share owner) {
        share = owner;
    }

    /** Discards what was written, and its share. */
    void clear() {
        length = 0;
        counted = 0;
        share = UNLIMITED.share();
    }

    /** How much has been written. */
    int length() {
        return length;
    }

    /** Discards what was written after this length. */
    void cut(int to) {
        length = to;
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
     * @param value a String, Integer, Long, Boolean, Double, {@link ProcessStruct}, List or Map of these
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

    /** Not a switch over patterns: those are slow until the optimising compiler has seen them, if it ever runs. */
    @SuppressWarnings("IfChainToSwitch")
    private void value(Object value) {
        if (value instanceof String text) {
            append(STRING);
            text(text);
            append(STRING_END);
        } else if (value instanceof Integer number) {
            integer(number);
        } else if (value instanceof Long number) {
            integer(Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE));
        } else if (value instanceof Boolean flag) {
            append(flag ? TRUE : FALSE);
        } else if (value instanceof Map<?, ?> struct) {
            struct(struct);
        } else if (value instanceof ProcessStruct info) {
            append(STRUCT);
            info.writeMembers(this);
            append(STRUCT_END);
        } else if (value instanceof List<?> list) {
            array(list);
        } else if (value instanceof Double number) {
            append(DOUBLE);
            text(new BigDecimal(number).toPlainString()); // the protocol has no exponents
            append(DOUBLE_END);
        } else {
            throw new IllegalArgumentException("XML-RPC has no type for " + value);
        }
    }

    private void integer(int number) {
        append(INT);
        text(Integer.toString(number));
        append(INT_END);
    }

    private void array(List<?> list) {
        append(ARRAY);
        list.forEach(this::element);
        append(ARRAY_END);
    }

    /** Begins a response that is an array; its elements follow one by one. */
    void beginArray() {
        append(RESPONSE);
        append(ARRAY);
    }

    /** Writes one element of an array. */
    void element(Object element) {
        append(VALUE);
        value(element);
        append(VALUE_END);
    }

    /** Ends a response that is an array. */
    void endArray() {
        append(ARRAY_END);
        append(RESPONSE_END);
    }

    private void struct(Map<?, ?> struct) {
        append(STRUCT);
        for (Map.Entry<?, ?> member : struct.entrySet()) {
            member((String) member.getKey(), member.getValue());
        }
        append(STRUCT_END);
    }

    /** Writes one member of a struct. */
    void member(String name, Object value) {
        append(heads.computeIfAbsent(name, XmlWriter::head));
        value(value);
        append(MEMBER_END);
    }

    /** Writes members that were written before. */
    void members(byte[] written) {
        append(written);
    }

    /** A copy of what was written. */
    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private void text(String text) {
        int size = text.length();
        int i = 0;
        while (i < size) {
            i = plain(text, i);
            if (i < size) {
                i += special(text, i);
            }
        }
    }

    /** Appends plain characters, up to the first one that is not: returns its index. */
    private int plain(String text, int from) {
        int size = text.length();
        reserve(size - from);
        byte[] to = bytes;
        int at = length;
        int i = from;
        for (; i < size; i++) {
            char c = text.charAt(i);
            if (c >= PLAIN.length || !PLAIN[c]) {
                break;
            }
            to[at++] = (byte) c;
        }
        length = at;
        return i;
    }

    /** Appends one character that is more than one byte, or must be escaped: returns how many chars it was. */
    private int special(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
            encoded(Character.toCodePoint(c, text.charAt(i + 1)));
            return 2;
        }
        special(c);
        return 1;
    }

    private void special(char c) {
        switch (c) {
            case '&' -> append(AMP);
            case '<' -> append(LT);
            case '>' -> append(GT);
            // a bare CR would reach the reader as a line feed
            case '\r' -> append(CR);
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

    /** Grows the buffer, if the budget permits; else nothing has changed. */
    void reserve(int more) {
        if (bytes.length - length < more) {
            grow(Math.addExact(length, more));
        }
    }

    private void grow(int atLeast) {
        int size = takeLarger(atLeast);
        bytes = Arrays.copyOf(bytes, size);
        share.giveBack(counted);
        counted = size;
    }

    /**
     * Doubles the size, or less if the budget has no more; never by a few bytes, because each growth copies everything.
     */
    private int takeLarger(int atLeast) {
        int least = (int) Math.min(MAX_SIZE, Math.max(bytes.length + (long) bytes.length / LEAST_GROWTH, atLeast));
        for (long size = 2L * bytes.length; size > least; size -= (size - bytes.length) / 2) {
            if (size <= MAX_SIZE && share.tryTake(size)) {
                return (int) size;
            }
        }
        share.take(least);
        return least;
    }

    private static byte[] head(String name) {
        return ascii("<member>\n<name>" + name + "</name>\n<value>");
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[0x80];
        Arrays.fill(plain, ' ', plain.length, true);
        plain['\t'] = true;
        plain['\n'] = true;
        plain['&'] = false;
        plain['<'] = false;
        plain['>'] = false;
        return plain;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

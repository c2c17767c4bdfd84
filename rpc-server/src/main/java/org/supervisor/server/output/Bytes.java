package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Searches in buffers, eight bytes at a time. */
final class Bytes {
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = '\n' * ONES;

    private Bytes() {}

    /**
     * The absolute index of the first newline.
     *
     * @param from absolute index, included
     * @param to absolute index, excluded
     * @return -1 if there is none
     */
    static int firstNewline(ByteBuffer bytes, int from, int to) {
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            long difference = bytes.getLong(at) ^ NEWLINES;
            if (((difference - ONES) & ~difference & HIGHS) != 0) { // some byte is zero: it is in these eight
                break;
            }
        }
        for (; at < to; at++) {
            if (bytes.get(at) == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** The absolute index of the last newline in {@code from} (included) to {@code to} (excluded), or -1. */
    static int lastNewline(ByteBuffer bytes, int from, int to) {
        for (int at = to - 1; at >= from; at--) {
            if (bytes.get(at) == '\n') {
                return at;
            }
        }
        return -1;
    }

    /** A copy of what remains; the buffer does not move. */
    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return copy;
    }
}

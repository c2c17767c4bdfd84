package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream into lines, however it is cut into chunks. Keeps at most {@link #LONGEST} bytes of a line that has not
 * ended; a longer one is delivered in pieces. Needs no memory between lines.
 */
final class Lines {
    /** The longest line, or piece of one, in bytes. */
    static final int LONGEST = 64 * 1024;

    private static final byte[] NOTHING = {};

    /** Receives lines. */
    @FunctionalInterface
    interface Receiver {
        /**
         * A line, or a piece of one that was too long.
         *
         * @param line between position and limit, without its end; to be consumed before returning
         * @param taken how many bytes of the stream that is, the line's end included
         * @param goesOn whether the next piece belongs to the same line
         */
        void line(ByteBuffer line, int taken, boolean goesOn);
    }

    private byte[] unfinished = NOTHING;
    private int length;

    /** Delivers all lines that end in this text; the remaining text is kept. */
    void accept(ByteBuffer text, Receiver receiver) {
        int end = text.limit();
        int at = text.position();
        while (at < end) {
            int newline = Bytes.firstNewline(text, at, Math.min(end, at + LONGEST - length + 1));
            if (newline >= 0) {
                deliver(text, at, newline, receiver);
                at = newline + 1;
            } else if (end - at > LONGEST - length) {
                at = deliverPiece(text, at, receiver);
            } else {
                keep(text, at, end);
                at = end;
            }
        }
        text.limit(end).position(end);
    }

    /** The stream has ended: delivers the last line if it has no line end. */
    void end(Receiver receiver) {
        if (length > 0) {
            ByteBuffer rest = ByteBuffer.wrap(unfinished, 0, length);
            int taken = length;
            forget();
            receiver.line(rest, taken, false);
        }
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(length);
        out.write(unfinished, 0, length);
    }

    void restore(DataInput in) throws IOException {
        length = Math.clamp(in.readInt(), 0, LONGEST);
        unfinished = new byte[length];
        in.readFully(unfinished);
    }

    /** How many bytes of an unfinished line are kept. */
    int pending() {
        return length;
    }

    private void deliver(ByteBuffer text, int from, int newline, Receiver receiver) {
        if (length == 0) {
            receiver.line(withoutReturn(text.limit(newline).position(from)), newline + 1 - from, false);
        } else {
            int taken = length + newline + 1 - from;
            keep(text, from, newline);
            ByteBuffer line = withoutReturn(ByteBuffer.wrap(unfinished, 0, length));
            forget();
            receiver.line(line, taken, false);
        }
        text.limit(text.capacity());
    }

    /** Delivers as much as fits, but does not divide a character of UTF-8. Returns where the next piece begins. */
    private int deliverPiece(ByteBuffer text, int from, Receiver receiver) {
        int cut = from + LONGEST - length;
        int whole = cut;
        while (whole > cut - 3 && whole > from && isContinuation(text.get(whole))) {
            whole--;
        }
        cut = isContinuation(text.get(whole)) ? cut : whole;
        keep(text, from, cut);
        ByteBuffer piece = ByteBuffer.wrap(unfinished, 0, length);
        int taken = length;
        forget();
        receiver.line(piece, taken, true);
        return cut;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xC0) == 0x80;
    }

    private static ByteBuffer withoutReturn(ByteBuffer line) {
        int end = line.limit();
        return end > line.position() && line.get(end - 1) == '\r' ? line.limit(end - 1) : line;
    }

    private void keep(ByteBuffer text, int from, int to) {
        int needed = length + to - from;
        if (needed > unfinished.length) {
            unfinished = Arrays.copyOf(unfinished, Math.min(LONGEST, Math.max(needed, 2 * unfinished.length)));
        }
        text.get(from, unfinished, length, to - from);
        length = needed;
    }

    private void forget() {
        unfinished = NOTHING;
        length = 0;
    }
}

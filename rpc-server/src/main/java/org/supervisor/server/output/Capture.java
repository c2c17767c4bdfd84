package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Takes the text between supervisord's capture tokens out of a stream, however the stream is cut into chunks. Text
 * outside passes at once, but for two things: bytes that may be the start of a token wait for the next chunk or the end,
 * and a chunk directly after a capture that is no longer than a token waits for the next one or for {@link #release}, as
 * supervisord's does (which loses it if the child ends first).
 */
final class Capture {
    private static final byte[] BEGIN = "<!--XSUPERVISOR:BEGIN-->".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "<!--XSUPERVISOR:END-->".getBytes(StandardCharsets.US_ASCII);
    /** How much more a filter may pass on than it was given. */
    static final int LONGEST_TOKEN = BEGIN.length;

    private static final int SMALLEST_ROOM = 1024;
    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private boolean isInside;
    private int matched; // how many bytes of the awaited token were seen last
    private boolean isAfterCapture; // an END was the last thing seen
    private byte[] held = NOTHING; // what came directly after it; then nothing is matched

    private byte[] ring = NOTHING; // the newest captured bytes
    private long captured; // since BEGIN, tokens not counted

    /**
     * Captures a limited amount at a time.
     *
     * @param maxBytes how many of the newest bytes are kept
     */
    Capture(long maxBytes) {
        this.maxBytes = (int) Math.min(maxBytes, Integer.MAX_VALUE - Long.BYTES);
    }

    /**
     * Reads until the input is used up or a capture is complete.
     *
     * @param plain receives text outside tokens; has room for the input and {@link #LONGEST_TOKEN} more
     * @return what was captured, if an END was met
     */
    Optional<byte[]> filter(ByteBuffer in, ByteBuffer plain) {
        release(plain);
        if (isAfterCapture && in.remaining() <= LONGEST_TOKEN) {
            isAfterCapture = !in.hasRemaining();
            held = Bytes.copy(in);
            in.position(in.limit());
            return Optional.empty();
        }
        isAfterCapture = false;
        return search(in, plain);
    }

    /** Releases the text that was held back after a capture, but for what may be the start of a token. */
    void release(ByteBuffer plain) {
        ByteBuffer text = ByteBuffer.wrap(held);
        held = NOTHING;
        search(text, plain); // too short to hold a capture
    }

    private Optional<byte[]> search(ByteBuffer in, ByteBuffer plain) {
        while (in.hasRemaining()) {
            byte next = in.get();
            byte[] awaited = isInside ? END : BEGIN;
            if (next != awaited[matched]) {
                pass(awaited, matched, plain);
                matched = 0;
            }
            // Tokens begin with '<', which they do not contain again: no shorter start can be hidden in a failed one.
            if (next != awaited[matched]) {
                pass(next, plain);
            } else if (++matched == awaited.length) {
                matched = 0;
                isInside = !isInside;
                if (!isInside) {
                    isAfterCapture = true;
                    return Optional.of(takeCaptured());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The stream has ended, and nothing is held back after a capture: releases an incomplete token, and discards an
     * unfinished capture.
     */
    void end(ByteBuffer plain) {
        pass(isInside ? END : BEGIN, matched, plain);
        matched = 0;
        isInside = false;
        isAfterCapture = false;
        takeCaptured();
    }

    void save(DataOutput out) throws IOException {
        out.writeBoolean(isInside);
        out.writeByte(matched);
        out.writeBoolean(isAfterCapture);
        bytes(out, held);
        bytes(out, newest());
    }

    void restore(DataInput in) throws IOException {
        isInside = in.readBoolean();
        matched = limited(in.readByte(), (isInside ? END : BEGIN).length - 1);
        isAfterCapture = in.readBoolean();
        held = bytes(in, LONGEST_TOKEN);
        ring = bytes(in, maxBytes);
        captured = ring.length;
    }

    private static void bytes(DataOutput out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInput in, int most) throws IOException {
        byte[] bytes = new byte[limited(in.readInt(), most)];
        in.readFully(bytes);
        return bytes;
    }

    private static int limited(int number, int most) throws IOException {
        if (number < 0 || number > most) {
            throw new IOException("it has " + number + " where 0 to " + most + " is expected");
        }
        return number;
    }

    /** How many bytes are held back. */
    int pending() {
        return matched + held.length;
    }

    /** Whether text is held back because it follows a capture. */
    boolean isHolding() {
        return held.length > 0;
    }

    private void pass(byte[] token, int length, ByteBuffer plain) {
        for (int i = 0; i < length; i++) {
            pass(token[i], plain);
        }
    }

    private void pass(byte next, ByteBuffer plain) {
        if (!isInside) {
            plain.put(next);
            return;
        }
        if (captured == ring.length && ring.length < maxBytes) {
            byte[] larger = new byte[Math.clamp(2L * ring.length, Math.min(SMALLEST_ROOM, maxBytes), maxBytes)];
            System.arraycopy(ring, 0, larger, 0, ring.length);
            ring = larger;
        }
        ring[(int) (captured++ % ring.length)] = next;
    }

    private byte[] takeCaptured() {
        byte[] data = newest();
        captured = 0;
        ring = NOTHING;
        return data;
    }

    private byte[] newest() {
        int length = (int) Math.min(captured, ring.length);
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = ring[(int) ((captured - length + i) % ring.length)];
        }
        return data;
    }
}

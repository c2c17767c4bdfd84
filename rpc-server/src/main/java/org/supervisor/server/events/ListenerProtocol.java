package org.supervisor.server.events;

import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one listener writes: {@code READY\n}, then for each event {@code RESULT <length>\n} and the result. As in
 * supervisord the word before the length is not checked. Keeps no more than {@value #LONGEST_LINE} bytes of a line, and
 * a limited part of a result.
 */
final class ListenerProtocol {
    private static final String READY = "READY\n";
    private static final Pattern RESULT = Pattern.compile(".{7}\\s*\\+?(\\d{1,9})\\s*", Pattern.DOTALL);
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_RESULT = 999_999_999; // as RESULT allows

    /** The effect of a piece of its output. */
    sealed interface Step {}

    /** More is needed. */
    record Nothing() implements Step {}

    /**
     * The event was answered.
     *
     * @param result its beginning, no more of it than is kept
     */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    record Answered(byte[] result) implements Step {}

    /** The protocol was broken; nothing it writes from now on counts. */
    record Broken(String reason) implements Step {}

    private static final Step NOTHING = new Nothing();

    private final int longestResult;
    private ListenerState state = ListenerState.ACKNOWLEDGED;
    private ByteArrayOutputStream kept = new ByteArrayOutputStream(); // of the token, line or result under way
    private int resultLeft = -1; // bytes; negative while the line is under way

    /** @param longestResult how much of a result is kept, in bytes */
    ListenerProtocol(int longestResult) {
        this.longestResult = longestResult;
    }

    ListenerState state() {
        return state;
    }

    /** Writes down where it is, for {@link #read}. */
    void write(DataOutput out) throws IOException {
        out.writeUTF(state.name());
        out.writeInt(resultLeft);
        out.writeInt(kept.size());
        out.write(kept.toByteArray());
    }

    /**
     * Goes on where another build was.
     *
     * @throws IOException that is no place where this build can be
     */
    void read(DataInput in) throws IOException {
        state = ListenerState.named(in.readUTF());
        resultLeft = in.readInt();
        int length = in.readInt();
        if (length < 0 || length > mostKept() || resultLeft > MOST_RESULT) {
            throw new IOException("a listener with " + length + " bytes of an answer and " + resultLeft + " to come");
        }
        byte[] before = new byte[length];
        in.readFully(before);
        kept.writeBytes(before);
    }

    private int mostKept() {
        return switch (state) {
            case ACKNOWLEDGED -> READY.length() - 1;
            case BUSY -> resultLeft < 0 ? LONGEST_LINE - 1 : longestResult;
            case READY, UNKNOWN -> 0;
        };
    }

    /** The listener, which was READY, was sent an event. */
    void eventSent() {
        state = ListenerState.BUSY;
        resultLeft = -1;
    }

    /** Consumes bytes up to the next effect, at least one. */
    Step take(ByteBuffer bytes) {
        return switch (state) {
            case ACKNOWLEDGED -> whenAcknowledged(bytes);
            case READY -> broken("expected nothing while no event is under way, got ", bytes);
            case BUSY -> resultLeft < 0 ? inResultLine(bytes) : inResult(bytes);
            case UNKNOWN -> ignored(bytes);
        };
    }

    private Step whenAcknowledged(ByteBuffer bytes) {
        keep(bytes, READY.length() - kept.size());
        if (kept.size() < READY.length()) {
            return NOTHING;
        }
        if (!Arrays.equals(kept.toByteArray(), READY.getBytes(StandardCharsets.US_ASCII))) {
            return broken("expected 'READY\\n', got ", bytes);
        }
        takeKept();
        state = ListenerState.READY;
        return NOTHING;
    }

    private Step inResultLine(ByteBuffer bytes) {
        while (bytes.hasRemaining() && kept.size() < LONGEST_LINE) {
            byte next = bytes.get();
            if (next == '\n') {
                return resultLine(bytes);
            }
            kept.write(next);
        }
        return kept.size() < LONGEST_LINE ? NOTHING : broken("bad result line: ", ignoredAll(bytes));
    }

    private Step resultLine(ByteBuffer bytes) {
        Matcher result = RESULT.matcher(kept.toString(StandardCharsets.ISO_8859_1));
        if (!result.matches()) {
            return broken("bad result line: ", ignoredAll(bytes));
        }
        takeKept();
        resultLeft = Integer.parseInt(result.group(1));
        return resultLeft == 0 ? answered() : NOTHING;
    }

    private Step inResult(ByteBuffer bytes) {
        int size = Math.min(resultLeft, bytes.remaining());
        int isKept = keep(bytes, Math.min(size, longestResult - kept.size()));
        bytes.position(bytes.position() + size - isKept);
        resultLeft -= size;
        return resultLeft == 0 ? answered() : NOTHING;
    }

    private Step answered() {
        state = ListenerState.ACKNOWLEDGED;
        return new Answered(takeKept());
    }

    /** The message ends with what was kept and what came with it. */
    private Step broken(String reason, ByteBuffer bytes) {
        keep(bytes, bytes.remaining());
        state = ListenerState.UNKNOWN;
        return new Broken(reason + Quote.of(takeKept()));
    }

    private static Step ignored(ByteBuffer bytes) {
        ignoredAll(bytes);
        return NOTHING;
    }

    private static ByteBuffer ignoredAll(ByteBuffer bytes) {
        return bytes.position(bytes.limit());
    }

    private int keep(ByteBuffer bytes, int most) {
        byte[] taken = new byte[Math.min(most, bytes.remaining())];
        bytes.get(taken);
        kept.writeBytes(taken);
        return taken.length;
    }

    /** With a new buffer: a long result must not occupy memory forever. */
    private byte[] takeKept() {
        byte[] taken = kept.toByteArray();
        kept = new ByteArrayOutputStream();
        return taken;
    }
}

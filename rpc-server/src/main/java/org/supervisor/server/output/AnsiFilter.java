package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Removes terminal escapes from a stream, however it is cut into chunks: CSI sequences, character sets and other short
 * ones, and strings such as OSC (window titles, links) up to BEL or ST. A line end breaks off an escape that was never
 * finished, so that broken output costs a line at most. It removes them in place, so a filter that copies comes before it.
 *
 * @see <a href="https://ecma-international.org/publications-and-standards/standards/ecma-48/">ECMA-48, 5.3 to 5.6</a>
 */
final class AnsiFilter extends Filter {
    private enum Within {
        TEXT,
        ESCAPE,
        CSI,
        STRING,
        STRING_ESCAPE
    }

    private static final byte ESC = 0x1b;
    private static final byte BEL = 0x07;
    private static final byte CAN = 0x18;
    private static final byte SUB = 0x1a;

    private final ByteCounts counts;
    private Within within = Within.TEXT;

    AnsiFilter(ByteCounts counts, Stage next) {
        super(next);
        this.counts = counts;
    }

    @Override
    public void accept(ByteBuffer text) {
        int before = text.remaining();
        strip(text);
        counts.removed(before - text.remaining());
        next.accept(text);
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeUTF(within.name());
        super.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        within = Within.valueOf(in.readUTF());
        super.restore(in);
    }

    /** What follows begins with text. */
    @Override
    public void end() {
        within = Within.TEXT;
        super.end();
    }

    /** What stays is moved to the front and the limit set behind it. */
    private void strip(ByteBuffer text) {
        int kept = text.position();
        for (int i = text.position(); i < text.limit(); i++) {
            byte next = text.get(i);
            if (isText(next)) {
                text.put(kept++, next);
            }
        }
        text.limit(kept);
    }

    private boolean isText(byte next) {
        boolean isLineEnd = next == '\n' || next == '\r';
        Within before = isLineEnd ? Within.TEXT : within;
        within = switch (before) {
            case TEXT -> next == ESC ? Within.ESCAPE : Within.TEXT;
            case ESCAPE -> afterEscape(next);
            case CSI -> afterCsi(next);
            case STRING -> afterString(next);
            case STRING_ESCAPE -> next == '\\' ? Within.TEXT : afterEscape(next);
        };
        return before == Within.TEXT && next != ESC;
    }

    private static Within afterEscape(byte next) {
        return switch (next) {
            case '[' -> Within.CSI;
            case ']', 'P', 'X', '^', '_' -> Within.STRING;
            case ESC -> Within.ESCAPE;
            default -> next >= ' ' && next <= '/' ? Within.ESCAPE : Within.TEXT; // intermediates, then one final byte
        };
    }

    private static Within afterCsi(byte next) {
        return switch (next) {
            case ESC -> Within.ESCAPE;
            case CAN, SUB -> Within.TEXT;
            default -> next >= '@' && next <= '~' ? Within.TEXT : Within.CSI;
        };
    }

    private static Within afterString(byte next) {
        return switch (next) {
            case ESC -> Within.STRING_ESCAPE;
            case BEL, CAN, SUB -> Within.TEXT;
            default -> Within.STRING;
        };
    }
}

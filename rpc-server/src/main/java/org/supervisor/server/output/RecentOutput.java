package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The newest bytes of a stream, to be shown if its child ends unexpectedly. Small as long as there is little output.
 */
final class RecentOutput implements Stage {
    /** How much is kept, in bytes. */
    static final int MOST_BYTES = 2048;
    /** How much is shown. */
    static final int MOST_LINES = 10;

    private static final int FEW_BYTES = 256;

    private byte[] ring = {};
    private long heard;

    /** Keeps the end of this text; the buffer stays as it is. */
    @Override
    public void accept(ByteBuffer text) {
        int count = Math.min(text.remaining(), MOST_BYTES);
        grow(count);
        heard += text.remaining() - count;
        int from = text.limit() - count;
        while (count > 0) {
            int at = (int) (heard % ring.length);
            int part = Math.min(count, ring.length - at);
            text.get(from, ring, at, part);
            heard += part;
            from += part;
            count -= part;
        }
    }

    /** It wraps around only once it has its full size. */
    private void grow(int count) {
        if (ring.length < MOST_BYTES && heard + count > ring.length) {
            ring = Arrays.copyOf(ring, Math.clamp(2 * (heard + count), FEW_BYTES, MOST_BYTES));
        }
    }

    /** The last lines, whole if possible, without a line end after the last. */
    String text() {
        int length = (int) Math.min(heard, ring.length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((heard - length + i) % ring.length)];
        }
        String all = new String(bytes, StandardCharsets.UTF_8);
        boolean isCut = heard > length;
        int firstEnd = all.indexOf('\n');
        String whole = isCut && firstEnd >= 0 && firstEnd < all.length() - 1 ? all.substring(firstEnd + 1) : all;
        List<String> lines = whole.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - MOST_LINES), lines.size()));
    }
}

package org.supervisor.server.output;

import java.nio.ByteBuffer;

/**
 * Decides where a log file ends and the next begins. A file is full once it has reached {@code maxBytes} (supervisord's
 * rule: a backup is never smaller), and it is closed at the end of the line that fills it. A line that runs on for more
 * than {@link #ONE_READ} past the limit is cut. Limits below {@code ONE_READ} are smaller than what supervisord reads at
 * once, so there a chunk of output is not divided at all and the file is full where the chunk ends.
 *
 * @param maxBytes 0: never full
 * @param backups how many old files are kept
 */
record Rotation(long maxBytes, int backups) {
    /** How far a file may exceed its limit, in bytes. */
    static final int ONE_READ = 128 * 1024;

    Rotation {
        if (maxBytes < 0 || backups < 0) {
            throw new IllegalArgumentException(
                    "maxbytes is " + maxBytes + " and backups is " + backups + ", expected 0 or more");
        }
    }

    static final Rotation NEVER = new Rotation(0, 0);

    /** How many of these bytes belong in a file of {@code size} bytes; at least 1 if the file is not full. */
    int share(ByteBuffer bytes, long size) {
        int remaining = bytes.remaining();
        if (maxBytes == 0 || size + remaining < maxBytes) {
            return remaining;
        }
        return isCoarse() ? shareOfChunk(bytes) : shareUpToLineEnd(bytes, size);
    }

    /** How many bytes a file of {@code size} bytes takes, whatever they are, without being full then. */
    int room(long size) {
        return maxBytes == 0 ? Integer.MAX_VALUE : Math.clamp(maxBytes - 1 - size, 0, Integer.MAX_VALUE);
    }

    /** Whether what comes next starts a new file. */
    boolean isFull(long size, boolean atLineEnd) {
        return maxBytes > 0 && size >= maxBytes && (atLineEnd || isCoarse() || size >= maxBytes + ONE_READ);
    }

    private boolean isCoarse() {
        return maxBytes < ONE_READ;
    }

    private static int shareOfChunk(ByteBuffer bytes) {
        if (bytes.remaining() <= ONE_READ) {
            return bytes.remaining();
        }
        int newline = Bytes.lastNewline(bytes, bytes.position(), bytes.position() + ONE_READ);
        return newline < 0 ? ONE_READ : newline + 1 - bytes.position();
    }

    private int shareUpToLineEnd(ByteBuffer bytes, long size) {
        int start = bytes.position();
        int filling = (int) Math.max(0, maxBytes - size - 1); // the byte that makes the file full
        int most = (int) Math.min(bytes.remaining(), maxBytes + ONE_READ - size);
        int newline = Bytes.firstNewline(bytes, start + filling, start + most);
        return newline < 0 ? most : newline + 1 - start;
    }
}

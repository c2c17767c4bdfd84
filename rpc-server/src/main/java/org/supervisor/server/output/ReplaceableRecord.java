package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A record in a file that is replaced as a whole, whenever this process is killed: there are two slots, written in turn, and a
 * slot that was written in part does not count. A slot has the length of its content, the CRC-32 of what follows, a number and
 * the content.
 */
final class ReplaceableRecord {
    private static final int HEAD_BYTES = 2 * Integer.BYTES + Long.BYTES;
    private static final int CHECKED_FROM = 2 * Integer.BYTES;

    private final FileChannel channel;
    private final long begin;
    private final int slotBytes;
    private int next; // the slot that is written next

    /** What is in the slot that counts. */
    record Content(long number, ByteBuffer bytes) {}

    /**
     * A record at this place of a file.
     *
     * @param slotBytes how much a slot holds, the length and so on included
     */
    ReplaceableRecord(FileChannel channel, long begin, int slotBytes) {
        this.channel = channel;
        this.begin = begin;
        this.slotBytes = slotBytes;
    }

    /**
     * Replaces the record.
     *
     * @param number higher than that of the record before
     * @throws IOException the record before may still count
     */
    void write(long number, byte[] content) throws IOException {
        int length = HEAD_BYTES + content.length;
        if (length > slotBytes) {
            throw new IOException("a record of " + content.length + " bytes is longer than the " + slotBytes
                    + " bytes that are reserved for it");
        }
        ByteBuffer out = ByteBuffer.allocate(length);
        out.position(CHECKED_FROM).putLong(number).put(content).flip();
        out.putInt(0, content.length).putInt(Integer.BYTES, sum(out));
        long at = begin + (long) next * slotBytes;
        while (out.hasRemaining()) {
            at += channel.write(out, at);
        }
        next = 1 - next;
    }

    /** The record that counts, if there is one. The other slot is written next. */
    Optional<Content> read() throws IOException {
        Optional<Content> first = slot(0);
        Optional<Content> second = slot(1);
        boolean isFirst = second.isEmpty()
                || (first.isPresent() && first.get().number() > second.get().number());
        next = isFirst ? 1 : 0;
        return isFirst ? first : second;
    }

    private Optional<Content> slot(int index) throws IOException {
        long at = begin + (long) index * slotBytes;
        ByteBuffer head = read(at, HEAD_BYTES);
        if (head.remaining() < HEAD_BYTES) {
            return Optional.empty();
        }
        int length = head.getInt(0);
        if (length < 0 || length > slotBytes - HEAD_BYTES) {
            return Optional.empty();
        }
        ByteBuffer all = read(at, HEAD_BYTES + length);
        if (all.remaining() < HEAD_BYTES + length || all.getInt(Integer.BYTES) != sum(all)) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        all.get(HEAD_BYTES, bytes);
        return Optional.of(new Content(all.getLong(CHECKED_FROM), ByteBuffer.wrap(bytes)));
    }

    private ByteBuffer read(long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
            // goes on
        }
        return bytes.flip();
    }

    private static int sum(ByteBuffer slot) {
        CRC32 sum = new CRC32();
        sum.update(slot.duplicate().position(CHECKED_FROM));
        return (int) sum.getValue();
    }
}

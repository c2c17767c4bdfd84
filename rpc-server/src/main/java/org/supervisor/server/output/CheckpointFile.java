package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * A file with the batch that is under way, and a checkpoint for each stream. It begins with a line that has the version and
 * the inode of the file, so that a copy is none. It is mostly holes: a region that is used takes a page or two. Loop's
 * thread.
 */
final class CheckpointFile implements AutoCloseable {
    private static final String VERSION = "supervisor-output 1 ";
    private static final int HEADER_BYTES = 512;
    private static final int BATCH_BYTES = 1024;

    /** The first region has the header and the batch. A checkpoint has one, or more if much may be held back. */
    private static final int REGION_BYTES = 256 * 1024;

    private static final int SIZE_BYTES = 64; // at the begin of each: how many regions it is, below 0 if it is free
    private static final int MOST_REGIONS = Integer.MAX_VALUE / REGION_BYTES;
    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final FileChannel channel;
    private final ReplaceableRecord batch;
    private final BitSet used = new BitSet();

    /**
     * Room for one checkpoint.
     *
     * @param index its first region
     * @param count how many regions it is
     */
    record Region(int index, int count, ReplaceableRecord record) {}

    private CheckpointFile(FileChannel channel) {
        this.channel = channel;
        this.batch = new ReplaceableRecord(channel, HEADER_BYTES, BATCH_BYTES);
        used.set(0);
    }

    /**
     * Opens a file, and creates it if it is not there.
     *
     * @throws IOException it cannot be used; what is in it may be of another version
     */
    static CheckpointFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, OPTIONS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            String header = header(path);
            if (channel.size() == 0) {
                write(channel, header, 0);
            } else {
                check(channel, header);
            }
            return new CheckpointFile(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static String header(Path path) throws IOException {
        return VERSION + Files.readAttributes(path, BasicFileAttributes.class).fileKey() + "\n";
    }

    /**
     * Checks a file that another process may use.
     *
     * @throws IOException this build could not open it
     */
    static void requireOurs(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > 0) {
                check(channel, header(path));
            }
        }
    }

    private static void write(FileChannel channel, String text, long at) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), at);
    }

    private static void check(FileChannel channel, String header) throws IOException {
        ByteBuffer found = ByteBuffer.allocate(header.length());
        channel.read(found, 0);
        String text = new String(found.array(), StandardCharsets.US_ASCII);
        if (!text.equals(header)) {
            throw new IOException("it begins with '" + text.strip() + "', expected '" + header.strip()
                    + "': another version has written it, or it is a copy");
        }
    }

    /** The batch that was written last. */
    ReplaceableRecord batch() {
        return batch;
    }

    /**
     * All regions with a checkpoint. To be called first of all.
     *
     * @throws IOException the file is damaged
     */
    List<Region> regions() throws IOException {
        List<Region> found = new ArrayList<>();
        int end = end();
        for (int index = 1; index < end; ) {
            int count = count(index);
            if (count > 0) {
                found.add(region(index, count));
            }
            index += Math.max(1, Math.abs(count));
        }
        return found;
    }

    private int end() throws IOException {
        return Math.toIntExact((channel.size() + REGION_BYTES - 1) / REGION_BYTES);
    }

    private int count(int index) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES);
        channel.read(bytes, (long) index * REGION_BYTES);
        int count = bytes.getInt(0);
        if (count < -MOST_REGIONS || count > MOST_REGIONS) {
            throw new IOException("region " + index + " has the impossible size " + count);
        }
        return count;
    }

    private Region region(int index, int count) {
        used.set(index, index + count);
        long begin = (long) index * REGION_BYTES + SIZE_BYTES;
        int slot = Math.toIntExact(((long) count * REGION_BYTES - SIZE_BYTES) / 2);
        return new Region(index, count, new ReplaceableRecord(channel, begin, slot));
    }

    /**
     * Room for a new checkpoint, with its first content.
     *
     * @param mostBytes how long it may become
     * @throws IOException there is none, or so much is never kept
     */
    Region allocate(long mostBytes, long number, byte[] content) throws IOException {
        long count = 1 + 2 * mostBytes / REGION_BYTES;
        if (count > MOST_REGIONS) {
            throw new IOException(mostBytes + " bytes are more than is ever kept of a stream");
        }
        Region region = region(free((int) count), (int) count);
        try {
            splitFree(region);
            region.record().write(number, content);
            writeCount(region.index(), region.count());
        } catch (IOException e) {
            used.clear(region.index(), region.index() + region.count());
            throw e;
        }
        return region;
    }

    /** What is free behind a new region gets a size of its own before the region does, so the file is right at any time. */
    private void splitFree(Region region) throws IOException {
        int behind = region.index() + region.count();
        int next = used.nextSetBit(behind);
        int free = (next < 0 ? end() : next) - behind;
        if (free > 0) {
            writeCount(behind, -free);
        }
        writeCount(region.index(), -region.count());
    }

    private int free(int count) {
        int from = used.nextClearBit(1);
        for (int next = used.nextSetBit(from); next >= 0 && next < from + count; next = used.nextSetBit(from)) {
            from = used.nextClearBit(next);
        }
        return from;
    }

    /** A checkpoint is not needed any more. */
    void release(Region region) throws IOException {
        used.clear(region.index(), region.index() + region.count());
        writeCount(region.index(), -region.count());
    }

    private void writeCount(int index, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES).putInt(count).flip();
        channel.write(bytes, (long) index * REGION_BYTES);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

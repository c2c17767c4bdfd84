package org.supervisor.server.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.ProcessName;

/**
 * A file with the byte counts of each stream, which outlive this daemon, however it ends. A stream has a place of its own, and
 * its counts are replaced there after each batch of output, by one write of 32 bytes, which a kill cannot divide. The file
 * begins with the version and its own inode, so a copy is none. Loop's thread.
 */
public final class AccountFile implements AutoCloseable {
    private static final String VERSION = "supervisor-accounts 1 ";

    /** Names take one or more of these, counts take one, so that no counts lie on two pages. */
    private static final int UNIT_BYTES = 64;

    private static final int COUNT_BYTES = 4 * Long.BYTES;
    private static final long NOT_USED = -1; // in place of the number of the last batch
    private static final int MANY = 1000;

    private final Path path;
    private final Consumer<String> complain;
    private final Map<Key, Long> places = new HashMap<>();
    private final Map<Key, ByteCounts.Settled> known = new HashMap<>();
    private final ByteBuffer counts = ByteBuffer.allocateDirect(COUNT_BYTES);
    private FileChannel channel; // null: it cannot be written
    private long size;
    private int removed; // places that are not used any more

    /** Whose counts they are. */
    public record Key(ProcessName name, LogStream stream) {}

    private AccountFile(Path path, Consumer<String> complain) {
        this.path = path;
        this.complain = complain;
    }

    /**
     * The counts in a folder that no other daemon uses. They stay there until {@link #begin}.
     *
     * @param complain gets a sentence when they cannot be read or written
     */
    public static AccountFile open(Path directory, Consumer<String> complain) {
        AccountFile file = new AccountFile(directory.resolve("accounts"), complain);
        if (Files.exists(file.path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                file.read();
            } catch (IOException | RuntimeException unreadable) {
                file.known.clear();
                complain.accept(file.path + " cannot be used: " + FailureReason.of(unreadable)
                        + "; what the supervisor before has counted of output is not known");
            }
        }
        return file;
    }

    private void read() throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("it is no regular file");
        }
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer all = ByteBuffer.wrap(bytes);
        String header = header(path);
        int begin = aligned(header.length());
        if (bytes.length < begin || !header.equals(new String(bytes, 0, header.length(), StandardCharsets.US_ASCII))) {
            throw new IOException(
                    "it does not begin with '" + header.strip() + "': another version has written it, or it is a copy");
        }
        all.position(begin);
        while (all.remaining() >= UNIT_BYTES) {
            readOne(all);
        }
    }

    /** The last one may be torn. */
    private void readOne(ByteBuffer all) throws IOException {
        int begin = all.position();
        int length = all.getInt();
        if (length <= 0 || length > all.limit()) {
            throw new IOException("it is damaged at byte " + begin);
        }
        int at = begin + aligned(Integer.BYTES + length);
        if (all.limit() < at + UNIT_BYTES) {
            all.position(all.limit());
            return;
        }
        byte[] name = new byte[length];
        all.get(name).position(at);
        long batch = all.getLong();
        if (batch != NOT_USED) {
            known.put(key(name), new ByteCounts.Settled(batch, all.getLong(), all.getLong(), all.getLong()));
        }
        all.position(at + UNIT_BYTES);
    }

    private static Key key(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            return new Key(new ProcessName(in.readUTF(), in.readUTF()), LogStream.valueOf(in.readUTF()));
        } catch (IllegalArgumentException unknown) {
            throw new IOException("it names a stream that this version does not know", unknown);
        }
    }

    private static byte[] bytes(Key key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(key.name().group());
            out.writeUTF(key.name().process());
            out.writeUTF(key.stream().name());
        }
        return bytes.toByteArray();
    }

    private static String header(Path path) throws IOException {
        return VERSION + Files.readAttributes(path, BasicFileAttributes.class).fileKey() + "\n";
    }

    private static int aligned(int length) {
        return (length + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
    }

    /** What was counted of each stream, by this daemon or the one before. */
    public Map<Key, ByteCounts.Settled> known() {
        return Map.copyOf(known);
    }

    /**
     * Begins to write. The file before stays until the new one is whole.
     *
     * @param goOn what is gone on with of what is {@link #known}
     */
    public void begin(Map<Key, ByteCounts.Settled> goOn) {
        known.clear();
        known.putAll(goOn);
        rewrite();
    }

    private void rewrite() {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        close();
        try {
            Files.deleteIfExists(fresh);
            channel = FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            byte[] header = header(fresh).getBytes(StandardCharsets.US_ASCII);
            writeFully(ByteBuffer.allocate(aligned(header.length)).put(0, header), 0);
            size = aligned(header.length);
            removed = 0;
            places.clear();
            for (Map.Entry<Key, ByteCounts.Settled> one : known.entrySet()) {
                add(one.getKey(), one.getValue());
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            fail(e);
        }
    }

    /** So much was counted of a stream. */
    public void write(Key key, ByteCounts.Settled settled) {
        if (channel == null) {
            return;
        }
        known.put(key, settled);
        try {
            Long at = places.get(key);
            if (at == null) {
                add(key, settled);
            } else {
                put(counts.clear(), settled);
                writeFully(counts.flip(), at);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void add(Key key, ByteCounts.Settled settled) throws IOException {
        byte[] name = bytes(key);
        int length = aligned(Integer.BYTES + name.length);
        ByteBuffer all = ByteBuffer.allocate(length + UNIT_BYTES);
        all.putInt(name.length).put(name).position(length);
        put(all, settled);
        writeFully(all.clear(), size);
        places.put(key, size + length);
        size += length + UNIT_BYTES;
    }

    private static void put(ByteBuffer out, ByteCounts.Settled settled) {
        out.putLong(settled.batch())
                .putLong(settled.written())
                .putLong(settled.removed())
                .putLong(settled.dropped());
    }

    private void writeFully(ByteBuffer bytes, long at) throws IOException {
        long end = at + bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes, end - bytes.remaining());
        }
    }

    /** There is no such process any more. */
    public void remove(ProcessName name) {
        for (LogStream stream : LogStream.values()) {
            Key key = new Key(name, stream);
            if (known.containsKey(key)) {
                write(key, new ByteCounts.Settled(NOT_USED, 0, 0, 0));
                known.remove(key);
                places.remove(key);
                removed++;
            }
        }
        if (channel != null && removed > MANY && removed > known.size()) {
            rewrite();
        }
    }

    /** What stands there would be wrong for the next daemon. */
    private void fail(IOException reason) {
        complain.accept("cannot write " + path + ": " + FailureReason.of(reason)
                + "; if this daemon ends without stopping them, the counts of bytes of programs begin at 0 again");
        delete();
    }

    /** Writes nothing more; what was written stays. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException lost) {
            // what was written is in the file
        }
        channel = null;
    }

    /** Everything was stopped: nothing is left for another daemon. */
    public void delete() {
        close();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            complain.accept("cannot remove " + FailureReason.withFile(e));
        }
    }
}

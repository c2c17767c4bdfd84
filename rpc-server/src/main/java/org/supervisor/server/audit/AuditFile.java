package org.supervisor.server.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.supervisor.server.output.Backups;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/**
 * The file, and the end of its chain, which goes on over rotation and in the next daemon. For one thread; may block.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2), O_APPEND and O_NOFOLLOW</a>
 */
final class AuditFile implements AutoCloseable {
    private static final Set<OpenOption> APPENDING = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final byte[] LINE_END = {'\n'};

    private final Path path;
    private final long maxBytes;
    private final int backups;
    private FileChannel channel; // null: closed
    private FileChannel
            reader; // open as long: whoever closes any descriptor of a file ends all locks of his process on it
    private Object inode;
    private long size;
    private Optional<Chain> chain = Optional.empty(); // known once it was open
    private Optional<String> complaint = Optional.empty();

    /**
     * A file that is opened by the first line.
     *
     * @param maxBytes the size that it does not exceed; 0: it grows without limit
     * @param backups how many old ones are kept, 1 or more
     */
    AuditFile(Path path, long maxBytes, int backups) {
        this.path = path;
        this.maxBytes = maxBytes;
        this.backups = backups;
    }

    /**
     * Opens it, if it is not open, and finds the end of the chain.
     *
     * @param time now
     */
    Chain open(Instant time) throws IOException {
        if (channel != null && !isStillOurs()) {
            close();
        }
        if (channel == null) {
            open(OWNER_ONLY);
            resume(time);
        }
        return chain.orElseThrow();
    }

    /**
     * Adds a line. If that fails, it was not added, and may be again.
     *
     * @param line makes it, as a continuation of the chain
     */
    void append(Instant time, Function<Chain, byte[]> line) throws IOException {
        byte[] bytes = line.apply(open(time));
        if (maxBytes > 0 && size > 0 && size + bytes.length + 1 > maxBytes) {
            rotate();
        }
        write(bytes);
    }

    private void write(byte[] line) throws IOException {
        byte[] whole = Arrays.copyOf(line, line.length + 1);
        whole[line.length] = '\n';
        put(whole);
        chain = Optional.of(chain.orElseThrow().after(line));
    }

    /** What was written in part is found again when the file is opened for the next line. */
    private void put(byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        try {
            while (left.hasRemaining()) {
                size += channel.write(left);
            }
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    /** Whether the name still leads to it, and nobody else has written to it. */
    private boolean isStillOurs() throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.fileKey().equals(inode) && found.size() == size;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private void open(Set<PosixFilePermission> mode) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(
                    NativeText.of(path), null, "It is no regular file; give the file itself, not a link or a device");
        }
        FileAttribute<Set<PosixFilePermission>> attributes = PosixFilePermissions.asFileAttribute(mode);
        FileChannel opened = FileChannel.open(path, APPENDING, attributes);
        try {
            if (opened.tryLock() == null) {
                throw taken();
            }
            inode = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            size = opened.size();
            reader = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            channel = opened;
        } catch (OverlappingFileLockException ours) {
            throw taken();
        } finally {
            if (channel == null) {
                opened.close();
            }
        }
    }

    private FileSystemException taken() {
        return new FileSystemException(
                NativeText.of(path), null, "Another supervisor writes it; each needs its own file");
    }

    /** Finds where the chain ends, and says what stands behind that. */
    private void resume(Instant time) throws IOException {
        try {
            Tail tail = Tail.of(reader);
            Chain last = chain.or(tail::chain).or(this::ofBackup).orElse(Chain.EMPTY);
            chain = Optional.of(last);
            if (!tail.rest().isEmpty()) {
                byte[] rest = tail.rest().getBytes(StandardCharsets.ISO_8859_1);
                if (!tail.endsLine()) {
                    put(LINE_END);
                }
                chain = Optional.of(last.after(rest));
                write(AuditLine.mended(chain.get(), last, time, rest.length));
            }
        } catch (IOException failure) {
            close();
            throw failure;
        }
    }

    /** The daemon before may have ended between the rotation and the first line. */
    private Optional<Chain> ofBackup() {
        try {
            return Tail.read(path.resolveSibling(NativeText.path(NativeText.of(path.getFileName()) + ".1")))
                    .chain();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** If the folder refuses that, the file grows on. */
    private void rotate() throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
        try {
            new Backups(path).shift(backups);
        } catch (IOException refused) {
            complaint = Optional.of("cannot be rotated: " + FailureReason.of(refused) + "; it grows on");
            return;
        }
        complaint = Optional.empty();
        close();
        open(mode);
    }

    /** What is wrong although lines are written. */
    Optional<String> complaint() {
        return complaint;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            try (FileChannel _ = reader;
                    FileChannel _ = channel) {
                channel = null;
            }
        }
    }
}

package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.supervisor.server.process.SymbolicLinks;

/** A file that is open for appending, and how much is in it. Guarded by the log that has opened it. */
final class OpenFile implements AutoCloseable {
    private static final Set<StandardOpenOption> APPENDING =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final FileChannel channel;
    private final Path path;
    private final Object inode;
    private final boolean isRegular;
    private final String name; // whatever its path is by now
    private long size;
    private long countedFrom; // above 0 after a rotation failed: the size from which the limit counts
    private PipeHead.Target target; // null: not opened yet
    private boolean takesMoves;
    private boolean isReadable; // the target
    private boolean atLineEnd = true; // or unknown, which has the same effect

    private OpenFile(Path path, FileChannel channel, BasicFileAttributes attributes) {
        this.path = path;
        this.channel = channel;
        this.inode = attributes.fileKey();
        this.name = inode.toString();
        this.isRegular = attributes.isRegularFile();
        this.size = attributes.size();
        this.takesMoves = isRegular;
    }

    /** Opens a file, and creates it with these attributes if it is not there. */
    static OpenFile open(Path path, FileAttribute<?>... attributes) throws IOException {
        FileChannel channel = SymbolicLinks.open(path, APPENDING, attributes);
        try {
            return new OpenFile(path, channel, Files.readAttributes(path, BasicFileAttributes.class));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Whether bytes can be moved here from a pipe, as far as is known. */
    boolean takesMoves() {
        return takesMoves;
    }

    /**
     * Writes all bytes.
     *
     * @throws java.nio.channels.ClosedChannelException the thread was interrupted; the remaining bytes are still in the
     *     buffer
     */
    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            size += channel.write(bytes);
            atLineEnd = bytes.get(bytes.position() - 1) == '\n';
        }
    }

    /** Moves bytes here from the pipe where they are, as far as this file takes that; the others still are to be written. */
    void move(ByteBuffer bytes, PipeHead head) throws IOException {
        int count = head.left();
        while (bytes.hasRemaining() && count > 0 && takesMoves && isTargetOpen(head)) {
            count = head.move(target, bytes.remaining());
            if (count > 0) {
                size += count;
                bytes.position(bytes.position() + count);
                atLineEnd = bytes.get(bytes.position() - 1) == '\n';
            } else {
                takesMoves = count != PipeHead.REFUSED;
            }
        }
    }

    /**
     * Moves bytes here from the head of a pipe that nobody has looked at.
     *
     * @return as {@link PipeHead#move}; 0 also if bytes are to be looked at first
     */
    int moveUnseen(PipeHead head, int most) throws IOException {
        if (!takesMoves || !isTargetOpen(head) || !isReadable) {
            return 0;
        }
        int count = head.move(target, most);
        takesMoves = count != PipeHead.REFUSED;
        if (count > 0) {
            size += count;
            atLineEnd = true; // or unknown
        }
        return takesMoves ? count : 0;
    }

    /** Reads what was moved last, as much as remains in a direct buffer. Whether that could be done. */
    boolean readMoved(ByteBuffer last) {
        boolean isRead = target != null && target.readMoved(last);
        atLineEnd = !isRead || last.get(last.position() - 1) == '\n';
        return isRead;
    }

    /** The target is opened by name: that must have led to this file before and after. */
    private boolean isTargetOpen(PipeHead head) throws IOException {
        if (target == null) {
            PipeHead.Target opened = head.open(path);
            if (opened.descriptor() >= 0 && isStillAt(path)) {
                target = opened;
                isReadable = target.readMoved(NOTHING);
            } else {
                opened.close();
                takesMoves = false;
            }
        }
        return takesMoves;
    }

    /** Whether the name still refers to this file, which may have been truncated meanwhile. */
    boolean isStillAt(Path path) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            if (!found.fileKey().equals(inode)) {
                return false;
            }
            size = found.size();
            countedFrom = Math.min(countedFrom, size);
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    /** Truncates it. */
    void truncate() throws IOException {
        channel.truncate(0);
        size = 0;
        countedFrom = 0;
        atLineEnd = true;
    }

    /** Its end, as it is now. */
    LogPosition end() throws IOException {
        return new LogPosition(name, channel.size());
    }

    /** How many bytes count for the limit of its size. */
    long countedBytes() {
        return size - countedFrom;
    }

    /** Lets it grow by as much again before it is to be rotated. */
    void countFromHere() {
        countedFrom = size;
    }

    boolean isRegular() {
        return isRegular;
    }

    /** Whether the last byte written ends a line. */
    boolean isAtLineEnd() {
        return atLineEnd;
    }

    @Override
    public void close() throws IOException {
        if (target != null) {
            target.close();
        }
        channel.close();
    }
}

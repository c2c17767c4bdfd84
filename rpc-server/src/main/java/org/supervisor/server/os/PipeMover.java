package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Looks at the bytes in a pipe without taking them out, and moves them from there into a file. A byte leaves the pipe in the
 * system call that puts it into the file, so it is in one of them whenever this process is killed. Confined to one thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/tee.2.html">tee(2)</a>
 */
public final class PipeMover {
    /** The file cannot be moved to, now or later. */
    public static final int REFUSED = -1;

    /** The pipe holds nothing now. */
    public static final int EMPTY = -2;

    private static final int WIDE = 1024 * 1024; // as the widest pipe of a child, else tee stops short
    private int readEnd = -1; // of the pipe that gets the copies; opened when first needed
    private int writeEnd = -1;

    /**
     * Reads a copy of what is in a pipe into what remains of a direct buffer.
     *
     * @param buffer its position moves on
     * @return bytes copied, 0 at the end of the data, or {@link Descriptors#WOULD_BLOCK}
     * @throws OsException if the descriptor is no pipe, or there is no pipe for the copy
     */
    public int peek(int pipe, ByteBuffer buffer) {
        open();
        int count = Fcntl.tee(pipe, writeEnd, buffer.remaining());
        if (count == -Errno.EAGAIN) {
            return Descriptors.WOULD_BLOCK;
        }
        OsException.check(count, "cannot look into descriptor " + pipe);
        int end = buffer.limit();
        buffer.limit(buffer.position() + count);
        while (buffer.hasRemaining()) {
            Descriptors.read(readEnd, buffer);
        }
        buffer.limit(end);
        return count;
    }

    private void open() {
        if (readEnd >= 0) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(JAVA_INT, 2);
            OsException.check(Unistd.pipe(ends, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK), "cannot open a pipe for copies");
            readEnd = ends.getAtIndex(JAVA_INT, 0);
            writeEnd = ends.getAtIndex(JAVA_INT, 1);
            Fcntl.setPipeSize(writeEnd, WIDE);
        }
    }

    /**
     * Opens a file that exists so that it can be moved to, and read if it may be. splice(2) refuses files that are open with
     * O_APPEND.
     *
     * @return the descriptor, or {@link #REFUSED}
     */
    public static int openTarget(String path) {
        int flags = Fcntl.O_NOCTTY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
        int fd = Fcntl.open(path, Fcntl.O_RDWR | flags);
        return fd >= 0 ? fd : Math.max(Fcntl.open(path, Fcntl.O_WRONLY | flags), REFUSED);
    }

    /**
     * Reads the bytes that were moved to a file last, as many as remain in a direct buffer.
     *
     * @param buffer its position moves on
     * @return whether they could be read; not if the file may only be written, or was truncated meanwhile
     */
    public static boolean readMoved(int file, ByteBuffer buffer) {
        int length = buffer.remaining();
        long from = Unistd.position(file) - length;
        long address = MemorySegment.ofBuffer(buffer).address();
        if (from < 0 || Unistd.pread(file, address, length, from) != length) {
            return false;
        }
        buffer.position(buffer.limit());
        return true;
    }

    /**
     * Moves bytes from a pipe to the end of a file, wherever that is by now.
     *
     * @return bytes moved, possibly fewer; 0 at the end of the data, or if the file takes none now; {@link #EMPTY}; or
     *     {@link #REFUSED}
     */
    public static int move(int pipe, int file, int count) {
        if (Unistd.seekEnd(file) < 0) {
            return REFUSED;
        }
        int moved = Fcntl.splice(pipe, file, count);
        return switch (moved) {
            case -Errno.EINVAL -> REFUSED;
            case -Errno.EAGAIN -> EMPTY;
            default -> Math.max(0, moved);
        };
    }
}

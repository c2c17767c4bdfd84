package org.supervisor.server.os;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Reads, writes and closes descriptors. Any thread; one descriptor should have one user. */
public final class Descriptors {
    /** Nothing could be read or written now; the descriptor is in non-blocking mode. */
    public static final int WOULD_BLOCK = -1;

    // proc_pid_status(5), linux/capability.h
    private static final String EFFECTIVE_CAPABILITIES = "CapEff:";
    private static final int CAP_SYS_PTRACE = 19;

    private Descriptors() {}

    /** How many this process has open; 0: that cannot be found out. */
    public static long open() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        } catch (IOException noProc) {
            return 0;
        }
    }

    /**
     * Reads once, read(2).
     *
     * @param buffer off-heap memory
     * @param offset where to begin, in bytes
     * @param length how much at most, 1 or more
     * @return bytes read, 0 at the end of the data, or {@link #WOULD_BLOCK}
     * @throws OsException if the descriptor cannot be read
     */
    public static int read(int fd, MemorySegment buffer, long offset, long length) {
        long address = buffer.asSlice(offset, length).address();
        long result;
        do {
            result = Unistd.read(fd, address, length);
        } while (result == -Errno.EINTR);
        if (result == -Errno.EAGAIN) {
            return WOULD_BLOCK;
        }
        return OsException.check((int) result, "cannot read descriptor " + fd);
    }

    /**
     * Reads once into what remains of a direct buffer.
     *
     * @param buffer direct; its position moves on
     * @return as {@link #read(int, MemorySegment, long, long)}
     */
    public static int read(int fd, ByteBuffer buffer) {
        int count = read(fd, MemorySegment.ofBuffer(buffer), 0, buffer.remaining());
        buffer.position(buffer.position() + Math.max(0, count));
        return count;
    }

    /**
     * Writes once, write(2).
     *
     * @param buffer off-heap memory
     * @param offset where to begin, in bytes
     * @param length how much at most
     * @return bytes written, possibly fewer, or {@link #WOULD_BLOCK}
     * @throws BrokenPipeException if it has no reader any more
     * @throws OsException if the descriptor cannot be written
     */
    public static int write(int fd, MemorySegment buffer, long offset, long length) {
        long address = buffer.asSlice(offset, length).address();
        long result;
        do {
            result = Unistd.write(fd, address, length);
        } while (result == -Errno.EINTR);
        if (result == -Errno.EAGAIN) {
            return WOULD_BLOCK;
        }
        if (result == -Errno.EPIPE) {
            throw new BrokenPipeException(fd);
        }
        return OsException.check((int) result, "cannot write to descriptor " + fd);
    }

    /**
     * Writes once what remains of a direct buffer.
     *
     * @param buffer direct; its position moves on
     * @return as {@link #write(int, MemorySegment, long, long)}
     * @throws BrokenPipeException if it has no reader any more
     */
    public static int write(int fd, ByteBuffer buffer) {
        int count = write(fd, MemorySegment.ofBuffer(buffer), 0, buffer.remaining());
        buffer.position(buffer.position() + Math.max(0, count));
        return count;
    }

    /** Closes a descriptor; a number below 0 is nothing to close. */
    public static void close(int fd) {
        if (fd >= 0) {
            Unistd.close(fd);
        }
    }

    /**
     * Asks the kernel for a larger pipe; keeps the present one if the system's limits say no.
     *
     * @param bytes the capacity, rounded up to a power of two by the kernel; F_SETPIPE_SZ in fcntl(2)
     */
    public static void setPipeSize(int fd, int bytes) {
        Fcntl.setPipeSize(fd, bytes);
    }

    /**
     * Opens the standard input pipe of a child for writing, without blocking. Nothing need be kept open for a child
     * that is never written to.
     */
    public static ChildStdin openStdinOf(int pid) {
        String path = "/proc/" + pid + "/fd/0";
        try {
            if (!Files.readSymbolicLink(Path.of(path)).toString().startsWith("pipe:")) {
                return unavailable(ChildStdin.Reason.CLOSED, pid, "its descriptor 0 is no pipe");
            }
        } catch (IOException unreadable) {
            // open says why
        }
        int fd = Fcntl.open(path, Fcntl.O_WRONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC);
        if (fd >= 0) {
            return new ChildStdin.Open(fd);
        }
        String why = Errno.describe(-fd);
        return switch (-fd) {
            case Errno.ENOENT, Errno.ENXIO ->
                Files.exists(Path.of("/proc/" + pid))
                        ? unavailable(ChildStdin.Reason.CLOSED, pid, "it has closed it")
                        : unavailable(ChildStdin.Reason.GONE, pid, "the process has gone");
            case Errno.EACCES, Errno.EPERM -> unavailable(ChildStdin.Reason.DENIED, pid, why);
            default -> unavailable(ChildStdin.Reason.OTHER, pid, why);
        };
    }

    /** Whether {@link #openStdinOf} works for children of other users: many containers deny CAP_SYS_PTRACE to root. */
    static boolean opensStdinOfOthers() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith(EFFECTIVE_CAPABILITIES))
                    .map(line -> line.substring(EFFECTIVE_CAPABILITIES.length()).strip())
                    .anyMatch(bits -> (Long.parseUnsignedLong(bits, 16) >>> CAP_SYS_PTRACE & 1) != 0);
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static ChildStdin unavailable(ChildStdin.Reason reason, int pid, String why) {
        return new ChildStdin.Unavailable(reason, "cannot write to the standard input of process " + pid + ": " + why);
    }
}

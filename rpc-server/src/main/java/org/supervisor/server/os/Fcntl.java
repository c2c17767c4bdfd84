package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.supervisor.server.os.Libc.Function;

/** {@code fcntl.h}. Results below 0 are negative error numbers. Constants: asm-generic/fcntl.h, asm/fcntl.h of arm64. */
final class Fcntl {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_NOCTTY = 0400;
    static final int O_NONBLOCK = 04000;
    static final int O_DIRECTORY = Libc.X86_64 ? 0200000 : 040000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int AT_FDCWD = -100;

    private static final int F_DUPFD = 0;
    private static final int F_SETFD = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int FD_CLOEXEC = 1;
    private static final int F_OFD_SETLK = 37;
    private static final int F_SETPIPE_SZ = 1031;

    /** struct flock: 32 bytes on 64-bit machines; all zero but the type is "the whole file". */
    private static final int FLOCK_BYTES = 32;

    private static final short F_WRLCK = 1;

    private static final Function OPENAT = Libc.function("openat");
    private static final Function FCNTL = Libc.function("fcntl");
    private static final int SPLICE_F_NONBLOCK = 2;
    private static final Function TEE = Libc.function("tee");
    private static final Function SPLICE = Libc.function("splice");

    private Fcntl() {}

    /** openat(2); never creates. */
    static int openAt(SegmentAllocator memory, int directory, String path, int flags) {
        return OPENAT.asIntUninterrupted(directory, Libc.string(memory, path), flags);
    }

    /** Opens an absolute path. */
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            return openAt(arena, AT_FDCWD, path, flags);
        }
    }

    /** Opens a file, and creates it with this mode, less the umask, if there is none. */
    static int create(String path, int flags, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return OPENAT.asIntUninterrupted(AT_FDCWD, Libc.string(arena, path), flags | O_CREAT, mode);
        }
    }

    /**
     * Locks a whole file for this open file description, F_OFD_SETLK in fcntl_locking(2): the lock ends when its last
     * descriptor is closed, and the locks of flock(1) are others.
     */
    static int lock(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = arena.allocate(FLOCK_BYTES, Long.BYTES);
            lock.set(JAVA_SHORT, 0, F_WRLCK);
            return FCNTL.asInt(fd, F_OFD_SETLK, lock.address());
        }
    }

    /** Another descriptor for the same open file, which stays open over execve(2). */
    static int duplicate(int fd) {
        return FCNTL.asInt(fd, F_DUPFD, 0);
    }

    /** Lets a descriptor be closed by execve(2). */
    static int closeOnExec(int fd) {
        return FCNTL.asInt(fd, F_SETFD, FD_CLOEXEC);
    }

    /** Lets a descriptor stay open over execve(2). */
    static int keepOnExec(int fd) {
        return FCNTL.asInt(fd, F_SETFD, 0);
    }

    /** Lets reads, writes and accept(2) wait, for everybody who holds this open file. */
    static int makeBlocking(int fd) {
        int flags = FCNTL.asInt(fd, F_GETFL);
        return flags < 0 ? flags : FCNTL.asInt(fd, F_SETFL, flags & ~O_NONBLOCK);
    }

    /** Copies what a pipe holds into another pipe, and leaves it where it is. */
    static int tee(int pipe, int copy, long most) {
        return TEE.asIntUninterrupted(pipe, copy, most, SPLICE_F_NONBLOCK);
    }

    /** Moves bytes from a pipe to a file, at the file's position. */
    static int splice(int pipe, int file, long most) {
        return SPLICE.asIntUninterrupted(pipe, 0, file, 0, most, SPLICE_F_NONBLOCK);
    }

    /** Asks for another pipe capacity, in bytes. */
    static int setPipeSize(int fd, int bytes) {
        return FCNTL.asInt(fd, F_SETPIPE_SZ, bytes);
    }
}

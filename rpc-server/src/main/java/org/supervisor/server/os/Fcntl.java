package org.supervisor.server.os;

import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import org.supervisor.server.os.Libc.Function;

/** {@code fcntl.h}. Results below 0 are negative error numbers. Constants: asm-generic/fcntl.h, asm/fcntl.h of arm64. */
final class Fcntl {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 04000;
    static final int O_DIRECTORY = Libc.X86_64 ? 0200000 : 040000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int AT_FDCWD = -100;

    private static final int F_SETPIPE_SZ = 1031;

    private static final Function OPENAT = Libc.function("openat");
    private static final Function FCNTL = Libc.function("fcntl");

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

    /** Asks for another pipe capacity, in bytes. */
    static int setPipeSize(int fd, int bytes) {
        return FCNTL.asInt(fd, F_SETPIPE_SZ, bytes);
    }
}

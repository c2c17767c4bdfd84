package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/** {@code sys/stat.h} and {@code sys/statfs.h}. Results below 0 are negative error numbers. */
final class SysStat {
    /** struct stat and struct statfs have less on every machine; st_ino is the second of 64-bit numbers, f_type the first. */
    private static final int BUFFER_BYTES = 256;

    private static final int ST_INO_OFFSET = 8;

    private static final Function UMASK = Libc.function("umask");
    private static final Function CHMOD = Libc.function("chmod");

    private static final Function FSTAT = Libc.function("fstat");
    private static final Function FSTATFS = Libc.function("fstatfs");

    private SysStat() {}

    /** The inode number of what a descriptor leads to. */
    static long inode(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stat = arena.allocate(BUFFER_BYTES, Long.BYTES);
            int result = FSTAT.asInt(fd, stat.address());
            return result < 0 ? result : stat.get(JAVA_LONG, ST_INO_OFFSET);
        }
    }

    /** The magic number of the file system that a descriptor leads to, statfs(2). */
    static long fileSystem(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statfs = arena.allocate(BUFFER_BYTES, Long.BYTES);
            int result = FSTATFS.asInt(fd, statfs.address());
            return result < 0 ? result : statfs.get(JAVA_LONG, 0);
        }
    }

    /** Sets the file mode creation mask and returns the previous one; cannot fail. */
    static int umask(int mask) {
        return UMASK.asInt(mask);
    }

    static int chmod(String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return CHMOD.asInt(Libc.string(arena, path), mode);
        }
    }
}

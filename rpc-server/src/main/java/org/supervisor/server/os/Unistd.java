package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import org.supervisor.server.os.Libc.Function;

/** {@code unistd.h}. Results below 0 are negative error numbers. */
final class Unistd {
    private static final Function READ = Libc.function("read");
    private static final Function PREAD = Libc.function("pread");
    private static final Function WRITE = Libc.function("write");
    private static final Function CLOSE = Libc.function("close");
    private static final Function PIPE2 = Libc.function("pipe2");
    private static final Function FTRUNCATE = Libc.function("ftruncate");
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final Function LSEEK = Libc.function("lseek");
    private static final Function DUP2 = Libc.function("dup2");
    private static final Function DUP3 = Libc.function("dup3");
    private static final Function EXECVE = Libc.function("execve");
    private static final Function MEMFD_CREATE = Libc.function("memfd_create");
    private static final int X_OK = 1;
    private static final int AT_EACCESS = 0x200;
    private static final Function FACCESSAT = Libc.function("faccessat");
    private static final Function CHDIR = Libc.function("chdir");
    private static final Function CHOWN = Libc.function("chown");
    private static final Function FCHOWN = Libc.function("fchown");
    private static final Function SETUID = Libc.function("setuid");
    private static final Function SETGID = Libc.function("setgid");
    private static final Function SETSID = Libc.function("setsid");
    private static final Function GETPID = Libc.function("getpid");
    private static final Function GETEUID = Libc.function("geteuid");
    private static final Function GETEGID = Libc.function("getegid");
    private static final Function GETGROUPS = Libc.function("getgroups");

    private Unistd() {}

    static long read(int fd, long address, long length) {
        return READ.asLong(fd, address, length);
    }

    static long pread(int fd, long address, long length, long from) {
        return PREAD.asLong(fd, address, length, from);
    }

    static long write(int fd, long address, long length) {
        return WRITE.asLong(fd, address, length);
    }

    /** close(2), once: on Linux the descriptor is gone even when a signal interrupts. */
    static int close(int fd) {
        return CLOSE.asInt(fd);
    }

    /**
     * pipe2(2).
     *
     * @param ends gets the read end at 0 and the write end at 4; 8 bytes
     */
    static int pipe(MemorySegment ends, int flags) {
        return PIPE2.asInt(ends.address(), flags);
    }

    static int ftruncate(int fd, long length) {
        return FTRUNCATE.asIntUninterrupted(fd, length);
    }

    /** Puts the position of an open file at its end, and returns it. */
    static long seekEnd(int fd) {
        return LSEEK.asLong(fd, 0, SEEK_END);
    }

    /** The position of an open file. */
    static long position(int fd) {
        return LSEEK.asLong(fd, 0, SEEK_CUR);
    }

    /** Puts the position of an open file at its beginning. */
    static long seekStart(int fd) {
        return LSEEK.asLong(fd, 0, SEEK_SET);
    }

    static int dup2(int from, int to) {
        return DUP2.asIntUninterrupted(from, to);
    }

    /** As {@link #dup2}; the new descriptor is closed by execve(2). */
    static int dupOnce(int from, int to) {
        return DUP3.asIntUninterrupted(from, to, Fcntl.O_CLOEXEC);
    }

    /** Becomes another program; returns only if that fails. */
    static int execve(String file, List<String> argv, List<String> environment) {
        try (Arena arena = Arena.ofConfined()) {
            return EXECVE.asInt(Libc.string(arena, file), Libc.strings(arena, argv), Libc.strings(arena, environment));
        }
    }

    /** A file that has no name and lives as long as a descriptor of it; it stays open over execve(2). */
    static int anonymousFile(String shown) {
        try (Arena arena = Arena.ofConfined()) {
            return MEMFD_CREATE.asInt(Libc.string(arena, shown), 0);
        }
    }

    /** faccessat(2) with the identity that counts for files, not the real one. */
    static int mayExecute(SegmentAllocator memory, int directory, String path) {
        return FACCESSAT.asInt(directory, Libc.string(memory, path), X_OK, AT_EACCESS);
    }

    static int chdir(String path) {
        try (Arena arena = Arena.ofConfined()) {
            return CHDIR.asInt(Libc.string(arena, path));
        }
    }

    static int chown(String path, long uid, long gid) {
        try (Arena arena = Arena.ofConfined()) {
            return CHOWN.asInt(Libc.string(arena, path), uid, gid);
        }
    }

    static int fchown(int fd, long uid, long gid) {
        return FCHOWN.asInt(fd, uid, gid);
    }

    /** setuid(2) by glibc, which makes all threads of the process change together. */
    static int setuid(long uid) {
        return SETUID.asInt(uid);
    }

    /** setgid(2) of all threads. */
    static int setgid(long gid) {
        return SETGID.asInt(gid);
    }

    static int setsid() {
        return SETSID.asInt();
    }

    static int getpid() {
        return GETPID.asInt();
    }

    static long geteuid() {
        return Integer.toUnsignedLong((int) GETEUID.asLong());
    }

    static long getegid() {
        return Integer.toUnsignedLong((int) GETEGID.asLong());
    }

    /** The supplementary groups of this process. */
    static List<Long> getgroups() {
        int count = OsException.check(GETGROUPS.asInt(0, 0), "cannot list our groups");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment array = arena.allocate(JAVA_INT, Math.max(count, 1));
            count = OsException.check(GETGROUPS.asInt(count, array.address()), "cannot list our groups");
            List<Long> groups = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                groups.add(Integer.toUnsignedLong(array.getAtIndex(JAVA_INT, index)));
            }
            return List.copyOf(groups);
        }
    }
}

package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.supervisor.server.os.Libc.Function;

/**
 * {@code pwd.h}: users, as the name service switch sees them. {@code struct passwd} is
 * {@code name* @0, passwd* @8, uid @16, gid @20, gecos* @24, dir* @32, shell* @40}, 48 bytes.
 */
final class Pwd {
    private static final int SIZE = 48;
    private static final Function BY_NAME = Libc.function("getpwnam_r");
    private static final Function BY_NUMBER = Libc.function("getpwuid_r");

    private Pwd() {}

    static Optional<User> byName(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return find(arena, BY_NAME, Libc.string(arena, name));
        }
    }

    static Optional<User> byNumber(long uid) {
        try (Arena arena = Arena.ofConfined()) {
            return find(arena, BY_NUMBER, uid);
        }
    }

    private static Optional<User> find(Arena arena, Function lookup, long key) {
        return Entry.find(arena, lookup, key, SIZE)
                .map(entry -> new User(
                        Libc.text(entry.get(JAVA_LONG, 0), ""),
                        Integer.toUnsignedLong(entry.get(JAVA_INT, 16)),
                        Integer.toUnsignedLong(entry.get(JAVA_INT, 20)),
                        Libc.text(entry.get(JAVA_LONG, 32), ""),
                        Libc.text(entry.get(JAVA_LONG, 40), "")));
    }

    /** What getpwnam_r(3) and getgrnam_r(3) have in common. */
    static final class Entry {
        private static final int FIRST_BUFFER = 4096;
        private static final int LAST_BUFFER = 1 << 24;

        private Entry() {}

        /** Calls {@code lookup(key, entry, buffer, size, &found)} with a buffer that is large enough. */
        static Optional<MemorySegment> find(Arena arena, Function lookup, long key, int entrySize) {
            MemorySegment entry = arena.allocate(entrySize, Long.BYTES);
            MemorySegment found = arena.allocate(JAVA_LONG);
            int errno = Errno.ERANGE;
            for (int size = FIRST_BUFFER; errno == Errno.ERANGE && size <= LAST_BUFFER; size *= 4) {
                do {
                    errno = lookup.asInt(
                            key, entry.address(), arena.allocate(size).address(), size, found.address());
                } while (errno == Errno.EINTR);
            }
            return switch (errno) {
                // "not found" has many error numbers, see the manual page
                case 0, Errno.ENOENT, Errno.ESRCH, Errno.EBADF, Errno.EPERM ->
                    found.get(JAVA_LONG, 0) == 0 ? Optional.empty() : Optional.of(entry);
                default -> throw new OsException("cannot search the user database", errno);
            };
        }
    }
}

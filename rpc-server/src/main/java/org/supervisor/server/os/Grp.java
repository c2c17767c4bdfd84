package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.supervisor.server.os.Libc.Function;

/**
 * {@code grp.h}: groups, as the name service switch sees them. {@code struct group} is
 * {@code name* @0, passwd* @8, gid @16, members** @24}, 32 bytes.
 */
final class Grp {
    private static final int SIZE = 32;
    private static final int GID_OFFSET = 16;
    private static final int FIRST_GUESS = 64;
    private static final Function BY_NAME = Libc.function("getgrnam_r");
    private static final Function BY_NUMBER = Libc.function("getgrgid_r");
    private static final Function LIST = Libc.function("getgrouplist");

    private static final Function SET = Libc.function("setgroups");

    private Grp() {}

    /** setgroups(2) of all threads. */
    static int setgroups(List<Long> groups) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(JAVA_INT, Math.max(1, groups.size()));
            for (int index = 0; index < groups.size(); index++) {
                list.setAtIndex(JAVA_INT, index, groups.get(index).intValue());
            }
            return SET.asInt(groups.size(), list.address());
        }
    }

    static OptionalLong byName(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return find(arena, BY_NAME, Libc.string(arena, name));
        }
    }

    static OptionalLong byNumber(long gid) {
        try (Arena arena = Arena.ofConfined()) {
            return find(arena, BY_NUMBER, gid);
        }
    }

    private static OptionalLong find(Arena arena, Function lookup, long key) {
        return Pwd.Entry.find(arena, lookup, key, SIZE).stream()
                .mapToLong(entry -> Integer.toUnsignedLong(entry.get(JAVA_INT, GID_OFFSET)))
                .findFirst();
    }

    /** getgrouplist(3): the groups a user gets at login when {@code gid} is the primary one; that one included. */
    static List<Long> groupsOf(String user, long gid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            long name = Libc.string(arena, user);
            MemorySegment groups;
            int room = FIRST_GUESS;
            do {
                groups = arena.allocate(JAVA_INT, room);
                count.set(JAVA_INT, 0, room);
                LIST.asInt(name, gid, groups.address(), count.address());
                room *= 2;
            } while (count.get(JAVA_INT, 0) > groups.byteSize() / Integer.BYTES);
            List<Long> result = new ArrayList<>();
            for (int index = 0; index < count.get(JAVA_INT, 0); index++) {
                result.add(Integer.toUnsignedLong(groups.getAtIndex(JAVA_INT, index)));
            }
            return result;
        }
    }
}

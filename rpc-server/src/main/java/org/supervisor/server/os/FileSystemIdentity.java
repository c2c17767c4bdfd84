package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntSupplier;
import org.supervisor.server.os.Libc.Function;

/**
 * Accesses files as another user: for a moment this thread, and no other, has that user's identity for all that
 * concerns files. See setfsuid(2); setgroups(2) is called without the C library, which would change all threads.
 */
final class FileSystemIdentity {
    private static final int SYS_SETGROUPS = Libc.X86_64 ? 116 : 159;

    // linux/prctl.h
    private static final int PR_GET_DUMPABLE = 3;
    private static final int PR_SET_DUMPABLE = 4;

    private static final Function SETFSUID = Libc.function("setfsuid");
    private static final Function SETFSGID = Libc.function("setfsgid");
    private static final Function PRCTL = Libc.function("prctl");
    private static final Function SYSCALL = Libc.function("syscall");

    private FileSystemIdentity() {}

    /** Does something with files as this account; only root can. */
    static int as(Account account, IntSupplier work) {
        List<Long> groups = Unistd.getgroups();
        int dumpable = PRCTL.asInt(PR_GET_DUMPABLE);
        setGroups(account.groups());
        SETFSGID.asInt(account.gid());
        SETFSUID.asInt(account.uid());
        try {
            return work.getAsInt();
        } finally {
            SETFSUID.asInt(Unistd.geteuid());
            SETFSGID.asInt(Unistd.getegid());
            setGroups(groups);
            PRCTL.asInt(PR_SET_DUMPABLE, dumpable); // the kernel forbids core dumps of a process that changes identity
        }
    }

    private static void setGroups(List<Long> groups) {
        try (Arena arena = Arena.ofConfined()) {
            int[] numbers = groups.stream().mapToInt(Long::intValue).toArray();
            MemorySegment array = arena.allocate(JAVA_INT, Math.max(numbers.length, 1));
            MemorySegment.copy(numbers, 0, array, JAVA_INT, 0, numbers.length);
            SYSCALL.asInt(SYS_SETGROUPS, numbers.length, array.address());
        }
    }
}

package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/** {@code sys/resource.h}: limits and niceness. Results below 0 are negative error numbers. */
final class SysResource {
    // asm-generic/resource.h
    static final int RLIMIT_NPROC = 6;
    static final int RLIMIT_NOFILE = 7;
    static final int RLIMIT_LOCKS = 10;
    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;

    private static final Function GETRLIMIT = Libc.function("getrlimit");
    private static final Function SETRLIMIT = Libc.function("setrlimit");
    private static final Function PRLIMIT = Libc.function("prlimit");
    private static final Function SETPRIORITY = Libc.function("setpriority");

    private SysResource() {}

    /** {@code struct rlimit}: two unsigned longs, soft and hard; all ones (RLIM_INFINITY) is shown as the highest long. */
    record Limit(long soft, long hard) {
        static Limit of(MemorySegment raw) {
            return new Limit(fromRaw(raw.getAtIndex(JAVA_LONG, 0)), fromRaw(raw.getAtIndex(JAVA_LONG, 1)));
        }

        private static long fromRaw(long value) {
            return value < 0 ? Long.MAX_VALUE : value;
        }

        private static long toRaw(long value) {
            return value == Long.MAX_VALUE ? -1 : value;
        }
    }

    static Limit limit(int resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocate(JAVA_LONG, 2);
            OsException.check(GETRLIMIT.asInt(resource, raw.address()), "cannot read our limits");
            return Limit.of(raw);
        }
    }

    static int setLimit(int resource, Limit limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocateFrom(JAVA_LONG, Limit.toRaw(limit.soft()), Limit.toRaw(limit.hard()));
            return SETRLIMIT.asInt(resource, raw.address());
        }
    }

    /** Sets the limit of another process. */
    static int setLimitOf(int pid, int resource, Limit limit) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment raw = arena.allocateFrom(JAVA_LONG, Limit.toRaw(limit.soft()), Limit.toRaw(limit.hard()));
            return PRLIMIT.asInt(pid, resource, raw.address(), 0);
        }
    }

    /** On Linux niceness belongs to the thread, and what the thread launches inherits it. */
    static int setNicenessOfThisThread(int niceness) {
        return SETPRIORITY.asInt(PRIO_PROCESS, THIS_THREAD, niceness);
    }
}

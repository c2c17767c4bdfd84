package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/** {@code sys/prctl.h} and {@code sys/ioctl.h}. Results below 0 are negative error numbers. */
final class SysProcess {
    // linux/prctl.h
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int PR_GET_CHILD_SUBREAPER = 37;

    private static final Function PRCTL = Libc.function("prctl");

    private static final Function IOCTL = Libc.function("ioctl");

    private SysProcess() {}

    static int ioctl(int fd, long request, long argument) {
        return IOCTL.asInt(fd, request, argument);
    }

    static int setSubreaper() {
        return PRCTL.asInt(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    }

    /** Whether orphans among our descendants become our children. */
    static boolean isSubreaper() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(JAVA_INT);
            return PRCTL.asInt(PR_GET_CHILD_SUBREAPER, answer.address()) >= 0 && answer.get(JAVA_INT, 0) != 0;
        }
    }
}

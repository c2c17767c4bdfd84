package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/** {@code sys/wait.h}. */
final class SysWait {
    // linux/wait.h
    static final int P_ALL = 0;
    static final int P_PID = 1;
    static final int P_PIDFD = 3;
    static final int WNOHANG = 1;
    static final int WEXITED = 4;
    static final int WNOWAIT = 0x0100_0000;

    // asm-generic/siginfo.h; offsets are those of every 64-bit machine
    static final int CLD_EXITED = 1;
    static final int CLD_DUMPED = 3;
    private static final int SIGINFO_SIZE = 128;
    private static final int SI_CODE_OFFSET = 8;
    private static final int SI_PID_OFFSET = 16;
    private static final int SI_STATUS_OFFSET = 24;

    private static final Function WAITID = Libc.function("waitid");

    private SysWait() {}

    /**
     * The result of waitid(2).
     *
     * @param pid the child; 0: none has ended; below 0: the negative errno
     * @param code CLD_EXITED, CLD_KILLED or CLD_DUMPED
     * @param status the exit code or the signal
     */
    record Ended(int pid, int code, int status) {}

    static Ended waitid(int idType, int id, int options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SIGINFO_SIZE, Long.BYTES);
            int result = WAITID.asIntUninterrupted(idType, id, info.address(), options);
            return result < 0
                    ? new Ended(result, 0, 0)
                    : new Ended(
                            info.get(JAVA_INT, SI_PID_OFFSET),
                            info.get(JAVA_INT, SI_CODE_OFFSET),
                            info.get(JAVA_INT, SI_STATUS_OFFSET));
        }
    }
}

package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.api.Signal;
import org.supervisor.server.process.ExitStatus;

/**
 * How processes ended that are no children of ours, because an earlier daemon has launched them. Only one that has ended may be
 * asked about. Any thread.
 */
final class OtherExits {
    // linux/pidfd.h, since Linux 6.13, the exit since 6.15: struct pidfd_info is 64 bytes in its first form
    private static final int PIDFD_INFO_BYTES = 64;
    private static final long PIDFD_GET_INFO = 0xC000_FF0BL | PIDFD_INFO_BYTES << 16;
    private static final long PIDFD_INFO_EXIT = 8;
    private static final int MASK_OFFSET = 0;
    private static final int EXIT_CODE_OFFSET = 60;

    // the numbers of wait(2)
    private static final int SIGNAL_MASK = 0x7f;
    private static final int CORE_FLAG = 0x80;
    private static final int CODE_SHIFT = 8;
    private static final int CODE_MASK = 0xff;

    private OtherExits() {}

    /** Its exit status, before it was reaped or after; {@link ExitStatus.Lost} if the kernel does not report it to us. */
    static ExitStatus status(int pid, int pidfd) {
        int status = Processes.waitStatus(pid);
        if (status >= 0 && SysSignal.pidfdSendSignal(pidfd, 0) == 0) { // so the pid was its own when we looked
            return decode(status);
        }
        return afterReaping(pidfd);
    }

    /** Whether the kernel knows the question. It has it since Linux 6.13, and tells the exit since 6.15. */
    static boolean canBeAsked(int pidfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(PIDFD_INFO_BYTES, Long.BYTES);
            return SysProcess.ioctl(pidfd, PIDFD_GET_INFO, info.address()) == 0;
        }
    }

    private static ExitStatus afterReaping(int pidfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(PIDFD_INFO_BYTES, Long.BYTES);
            info.set(JAVA_LONG, MASK_OFFSET, PIDFD_INFO_EXIT);
            int result = SysProcess.ioctl(pidfd, PIDFD_GET_INFO, info.address());
            return result == 0 && (info.get(JAVA_LONG, MASK_OFFSET) & PIDFD_INFO_EXIT) != 0
                    ? decode(info.get(JAVA_INT, EXIT_CODE_OFFSET))
                    : new ExitStatus.Lost();
        }
    }

    private static ExitStatus decode(int status) {
        int signal = status & SIGNAL_MASK;
        return signal == 0
                ? new ExitStatus.Code(status >> CODE_SHIFT & CODE_MASK)
                : new ExitStatus.Killed(new Signal(signal), (status & CORE_FLAG) != 0);
    }
}

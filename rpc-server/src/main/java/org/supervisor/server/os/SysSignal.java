package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/** {@code signal.h} and the pidfd calls of {@code sys/pidfd.h}. Results below 0 are negative error numbers. */
final class SysSignal {
    static final int SIGCHLD = 17;
    static final int HIGHEST = 64;
    private static final int SIG_DFL = 0;
    private static final int SIG_IGN = 1;

    /** struct sigaction of glibc: 152 bytes on both machines, the handler first. */
    private static final int SIGACTION_BYTES = 256;

    // asm-generic/unistd.h; the same on every machine since they are new
    private static final int SYS_PIDFD_SEND_SIGNAL = 424;
    private static final int SYS_PIDFD_OPEN = 434;
    private static final int SYS_PIDFD_GETFD = 438;

    /** linux/pidfd.h */
    private static final int PIDFD_SIGNAL_PROCESS_GROUP = 4;

    private static final Function KILL = Libc.function("kill");
    private static final Function SIGNAL = Libc.function("signal");
    private static final Function SIGACTION = Libc.function("sigaction");
    // glibc 2.36 has wrappers, 2.34 has not
    private static final Function SYSCALL = Libc.function("syscall");

    private SysSignal() {}

    static int kill(int pid, int signal) {
        return KILL.asInt(pid, signal);
    }

    static int pidfdOpen(int pid) {
        return SYSCALL.asInt(SYS_PIDFD_OPEN, pid, 0);
    }

    /** A copy of a descriptor of that process, close-on-exec; needs the right to trace it. */
    static int pidfdGetfd(int pidfd, int descriptor) {
        return SYSCALL.asInt(SYS_PIDFD_GETFD, pidfd, descriptor, 0);
    }

    static int pidfdSendSignal(int pidfd, int signal) {
        return SYSCALL.asInt(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0);
    }

    /** To the whole process group; -EINVAL before Linux 6.9. */
    static int pidfdSignalGroup(int pidfd, int signal) {
        return SYSCALL.asInt(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, PIDFD_SIGNAL_PROCESS_GROUP);
    }

    /** Restores the default effect of a signal if it is ignored; a handler stays. */
    static void unignore(int signal) {
        if (handler(signal) == SIG_IGN) {
            setDefault(signal);
        }
    }

    /** Ignores a signal that has its default effect; a handler stays. */
    static void ignoreUnlessHandled(int signal) {
        if (handler(signal) == SIG_DFL) {
            SIGNAL.asLong(signal, SIG_IGN);
        }
    }

    /** Restores the default effect of a signal. */
    static void setDefault(int signal) {
        SIGNAL.asLong(signal, SIG_DFL);
    }

    /**
     * The address of the handler, {@link #SIG_DFL} or {@link #SIG_IGN}; below 0 if the C library reserves the signal.
     */
    private static long handler(int signal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment action = arena.allocate(SIGACTION_BYTES, Long.BYTES);
            int result = SIGACTION.asInt(signal, 0, action.address());
            return result < 0 ? result : action.get(JAVA_LONG, 0);
        }
    }
}

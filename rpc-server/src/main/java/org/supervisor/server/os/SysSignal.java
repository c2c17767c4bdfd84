package org.supervisor.server.os;

import org.supervisor.server.os.Libc.Function;

/** {@code signal.h} and the pidfd calls of {@code sys/pidfd.h}. Results below 0 are negative error numbers. */
final class SysSignal {
    static final int SIGCHLD = 17;
    private static final int SIG_DFL = 0;

    // asm-generic/unistd.h; the same on every machine since they are new
    private static final int SYS_PIDFD_SEND_SIGNAL = 424;
    private static final int SYS_PIDFD_OPEN = 434;

    private static final Function KILL = Libc.function("kill");
    private static final Function SIGNAL = Libc.function("signal");
    // glibc 2.36 has wrappers, 2.34 has not
    private static final Function SYSCALL = Libc.function("syscall");

    private SysSignal() {}

    static int kill(int pid, int signal) {
        return KILL.asInt(pid, signal);
    }

    static int pidfdOpen(int pid) {
        return SYSCALL.asInt(SYS_PIDFD_OPEN, pid, 0);
    }

    static int pidfdSendSignal(int pidfd, int signal) {
        return SYSCALL.asInt(SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0);
    }

    /** Back to what a signal does by itself. */
    static void setDefault(int signal) {
        SIGNAL.asLong(signal, SIG_DFL);
    }
}

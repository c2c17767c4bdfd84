package org.supervisor.server.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SysWait.Ended;
import org.supervisor.server.process.ExitStatus;

/** Reaps, signals and inspects processes. Never blocks; any thread. A pidfd of -1 stands for none. */
public final class Processes {
    // proc_pid_stat(5), counted from the state, which is field 3
    private static final int STATE = 0;
    private static final int PARENT = 4 - 3;
    private static final int GROUP = 5 - 3;
    private static final int SESSION = 6 - 3;
    private static final int USER_TIME = 14 - 3;
    private static final int CHILDREN_SYSTEM_TIME = 17 - 3;
    private static final int NICENESS = 19 - 3;
    private static final int THREADS = 20 - 3;
    private static final int START_TIME = 22 - 3;
    private static final int RESIDENT_PAGES = 24 - 3;
    private static final int EXIT_CODE = 52 - 3;

    private Processes() {}

    /**
     * Takes a child's exit status if it has ended; after that its pid may be given to another process.
     *
     * @return empty while it runs; {@link ExitStatus.Lost} if it is no child of ours and the kernel does not report how it
     *     ended, or was reaped before
     */
    public static Optional<ExitStatus> reap(int pid, int pidfd) {
        Ended ended = waitid(pid, pidfd, SysWait.WEXITED | SysWait.WNOHANG);
        if (ended.pid() == 0) {
            return Optional.empty();
        }
        if (ended.pid() == -Errno.ECHILD) {
            return Optional.of(pidfd < 0 ? new ExitStatus.Lost() : OtherExits.status(pid, pidfd));
        }
        OsException.check(ended.pid(), "cannot wait for process " + pid);
        return Optional.of(
                ended.code() == SysWait.CLD_EXITED
                        ? new ExitStatus.Code(ended.status())
                        : new ExitStatus.Killed(new Signal(ended.status()), ended.code() == SysWait.CLD_DUMPED));
    }

    /** Whether a child has ended and waits to be reaped. */
    public static boolean peekExit(int pid, int pidfd) {
        return waitid(pid, pidfd, SysWait.WEXITED | SysWait.WNOHANG | SysWait.WNOWAIT)
                        .pid()
                > 0;
    }

    /** The pid of any child that has ended and waits to be reaped, ours or an orphan; 0 or below: there is none. */
    public static int anyEnded() {
        return SysWait.waitid(SysWait.P_ALL, 0, SysWait.WEXITED | SysWait.WNOHANG | SysWait.WNOWAIT)
                .pid();
    }

    /**
     * Whether this process can get children that it did not start: it is process 1 or a sub-reaper, to which the
     * kernel gives orphans, or it has children before it has started any, inherited from what this process was before
     * exec(2).
     */
    public static boolean mayHaveOrphans() {
        return Unistd.getpid() == 1 || SysProcess.isSubreaper() || anyEnded() != -Errno.ECHILD;
    }

    /**
     * Lets the kernel give orphans among our descendants to this process, as to process 1. It stays so when this process becomes
     * another program.
     */
    public static void becomeSubreaper() {
        OsException.check(SysProcess.setSubreaper(), "cannot become a sub-reaper");
    }

    private static Ended waitid(int pid, int pidfd, int options) {
        return pidfd >= 0
                ? SysWait.waitid(SysWait.P_PIDFD, pidfd, options)
                : SysWait.waitid(SysWait.P_PID, pid, options);
    }

    /**
     * Signals one process. With a pidfd it cannot hit another process; without, the caller must not have reaped it yet.
     *
     * @param pid above 0
     */
    public static SignalSent signal(int pid, int pidfd, Signal signal) {
        int result = pidfd >= 0
                ? SysSignal.pidfdSendSignal(pidfd, signal.number())
                : SysSignal.kill(requireProcess(pid), signal.number());
        return sent(result, signal, "process " + pid);
    }

    /**
     * Signals every process of a group. As long as the leader has not been reaped, or a member lives, the number is not
     * given to another group.
     *
     * @param group the leader's pid, above 1
     */
    public static SignalSent signalGroup(int group, Signal signal) {
        return sent(SysSignal.kill(-requireProcess(group), signal.number()), signal, "process group " + group);
    }

    /**
     * Signals every process of a group whose leader is no child of ours, and may have been reaped: by its pidfd, where the
     * kernel can do that (Linux 6.9), else by its number as long as the leader lives.
     */
    public static SignalSent signalGroup(int group, int pidfd, Signal signal) {
        int result = SysSignal.pidfdSignalGroup(pidfd, signal.number());
        if (result != -Errno.EINVAL) {
            return sent(result, signal, "process group " + group);
        }
        return isAlive(group) && SysSignal.pidfdSendSignal(pidfd, 0) == 0
                ? signalGroup(group, signal)
                : SignalSent.GONE;
    }

    private static SignalSent sent(int result, Signal signal, String target) {
        return switch (-result) {
            case Errno.ESRCH -> SignalSent.GONE;
            case Errno.EPERM -> SignalSent.DENIED;
            default -> {
                OsException.check(result, "cannot send " + signal + " to " + target);
                yield SignalSent.SENT;
            }
        };
    }

    /** For kill(2), 0, -1 and -pid mean many processes; 1 is init. */
    private static int requireProcess(int pid) {
        if (pid <= 1) {
            throw new IllegalArgumentException("pid is " + pid + ", expected above 1");
        }
        return pid;
    }

    /** Whether a process exists and has not ended; one that waits to be reaped has. */
    public static boolean isAlive(int pid) {
        return stat(Integer.toString(pid)).filter(fields -> !hasEnded(fields)).isPresent();
    }

    /**
     * Where a process stands among the others.
     *
     * @param startTicks as in {@link #startTicks}
     * @param isAlive whether it has not ended
     */
    record Standing(int parent, int group, int session, long startTicks, boolean isAlive) {}

    static Optional<Standing> standing(int pid) {
        return stat(Integer.toString(pid))
                .map(fields -> new Standing(
                        Integer.parseInt(fields[PARENT]),
                        Integer.parseInt(fields[GROUP]),
                        Integer.parseInt(fields[SESSION]),
                        Long.parseLong(fields[START_TIME]),
                        !hasEnded(fields)));
    }

    /**
     * What a process uses.
     *
     * @param cpuTicks its processor time and that of children that it has waited for, as {@link SysConf#TICKS_PER_SECOND} counts
     */
    record Usage(int parent, int group, boolean isAlive, long cpuTicks, int threads, long residentPages) {}

    static Optional<Usage> usage(int pid) {
        return stat(Integer.toString(pid))
                .map(fields -> new Usage(
                        Integer.parseInt(fields[PARENT]),
                        Integer.parseInt(fields[GROUP]),
                        !hasEnded(fields),
                        IntStream.rangeClosed(USER_TIME, CHILDREN_SYSTEM_TIME)
                                .mapToLong(field -> Long.parseLong(fields[field]))
                                .sum(),
                        Integer.parseInt(fields[THREADS]),
                        Long.parseLong(fields[RESIDENT_PAGES])));
    }

    private static boolean hasEnded(String[] fields) {
        return "ZXx".contains(fields[STATE]);
    }

    /** Whether a process leads a process group, as each child does. */
    static boolean isGroupLeader(int pid) {
        return stat(Integer.toString(pid))
                .filter(fields -> fields[GROUP].equals(Integer.toString(pid)))
                .isPresent();
    }

    /**
     * How a process ended that was not reaped yet, as in wait(2); below 0: it runs, it is gone, or we may not know
     * (proc_pid_stat(5), exit_code).
     */
    static int waitStatus(int pid) {
        return stat(Integer.toString(pid))
                .filter(fields -> fields[STATE].equals("Z"))
                .map(fields -> Integer.parseInt(fields[EXIT_CODE]))
                .orElse(-1);
    }

    /**
     * When a process started, in clock ticks since boot; -1 if there is none. Pid, ticks and boot identify it uniquely.
     */
    public static long startTicks(int pid) {
        return stat(Integer.toString(pid))
                .map(fields -> Long.parseLong(fields[START_TIME]))
                .orElse(-1L);
    }

    /** A random identifier of the time since this machine was started. */
    public static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException problem) {
            throw new UncheckedIOException("cannot tell when this machine was started; is /proc mounted?", problem);
        }
    }

    static int ownNiceness() {
        return stat("self").map(fields -> Integer.parseInt(fields[NICENESS])).orElse(0);
    }

    /** The fields after the command name, which may hold blanks and parentheses itself. */
    private static Optional<String[]> stat(String process) {
        try {
            String line = Files.readString(Path.of("/proc/" + process + "/stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(
                    line.substring(line.lastIndexOf(')') + 2).stripTrailing().split(" "));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }
}

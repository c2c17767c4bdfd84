package org.supervisor.server.os;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.os.SpawnResult.Spawned;
import org.supervisor.server.process.SocketSpec;

/**
 * Names children so that another daemon can find them, and finds those of a daemon that is gone. Their pipes live as long as
 * they hold both ends, and are opened again by way of {@code /proc/PID/fd}, see proc_pid_fd(5). Any thread.
 */
public final class Survivors {
    /** linux/magic.h */
    private static final long PID_FS_MAGIC = 0x5049_4446;

    private static final long PIPE_FS_MAGIC = 0x5049_5045;

    private static final int NONE = -1;
    private static final Path PROC = Path.of("/proc");
    private static final int FLAGS = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;

    private Survivors() {}

    /** Names a child that runs, or has ended and was not reaped. */
    public static ChildIdentity identify(Spawned child) {
        return new ChildIdentity(
                child.pid(),
                child.pidfd() < 0 ? number(child.pid()) : number(child.pid(), child.pidfd()),
                SysStat.inode(child.stdoutFd()),
                child.stderrFd() < 0 ? 0 : SysStat.inode(child.stderrFd()));
    }

    /** A child may have been left without a pidfd, for lack of descriptors: here it has one for a moment. */
    private static long number(int pid) {
        int pidfd = SysSignal.pidfdOpen(pid);
        try {
            return number(pid, pidfd);
        } finally {
            Descriptors.close(pidfd);
        }
    }

    /** What tells a process from all others that ever have its pid. */
    static long number(int pid, int pidfd) {
        return pidfd >= 0 && SysStat.fileSystem(pidfd) == PID_FS_MAGIC
                ? SysStat.inode(pidfd)
                : Processes.startTicks(pid);
    }

    /**
     * Opens a child again, if it still runs. The pidfd comes first: then the pid cannot be given to another process between
     * the look and the use.
     */
    public static Optional<Spawned> find(ChildIdentity identity) {
        int pidfd = open(identity);
        if (pidfd < 0) {
            return Optional.empty();
        }
        return Optional.of(new Spawned(
                identity.pid(),
                pidfd,
                NONE,
                openPipe(identity.pid(), identity.stdoutPipe()),
                identity.stderrPipe() == 0 ? NONE : openPipe(identity.pid(), identity.stderrPipe())));
    }

    /** A pidfd of the very process, if it still runs; below 0: it does not. */
    private static int open(ChildIdentity identity) {
        int pidfd = SysSignal.pidfdOpen(identity.pid());
        if (pidfd >= 0 && (number(identity.pid(), pidfd) != identity.number() || !Processes.isAlive(identity.pid()))) {
            Descriptors.close(pidfd);
            return NONE;
        }
        return pidfd;
    }

    /**
     * Takes the listening socket that a child was launched with, its descriptor 0.
     *
     * @param spec where it is to listen
     * @return a descriptor of ours; below 0: the child has ended or has something else there, or we may not look into it
     */
    public static int listeningSocket(ChildIdentity identity, SocketSpec spec) {
        int pidfd = open(identity);
        int socket = pidfd < 0 ? NONE : SysSignal.pidfdGetfd(pidfd, 0);
        Descriptors.close(pidfd);
        if (socket >= 0 && !ListenSocket.listensAt(socket, spec)) {
            Descriptors.close(socket);
            return NONE;
        }
        return Math.max(socket, NONE);
    }

    /**
     * Finds a child of which only the pipe is known: its daemon ended between the launch and the note of it.
     *
     * @param stdoutPipe the inode of the pipe that its standard output was launched with
     */
    public static Optional<Spawned> find(long stdoutPipe) {
        for (int pid : pids()) {
            if (Processes.isGroupLeader(pid) && leadsTo(fd(pid, 1), stdoutPipe)) {
                int pidfd = SysSignal.pidfdOpen(pid);
                int stdout = openPipe(pid, stdoutPipe);
                if (pidfd >= 0 && stdout >= 0) {
                    return Optional.of(new Spawned(pid, pidfd, NONE, stdout, stderr(pid, stdoutPipe)));
                }
                Descriptors.close(pidfd);
                Descriptors.close(stdout);
            }
        }
        return Optional.empty();
    }

    /** Opens a pipe wherever it is held; below 0 if nobody holds it. */
    private static int openAnywhere(long pipe) {
        for (int pid : pids()) {
            int fd = openPipeOf(pid, pipe);
            if (fd >= 0) {
                return fd;
            }
        }
        return NONE;
    }

    private static int stderr(int pid, long stdoutPipe) {
        return leadsTo(fd(pid, 2), stdoutPipe)
                ? NONE
                : Math.max(Fcntl.open(fd(pid, 2).toString(), FLAGS), NONE);
    }

    /** The child may have put something else in its place, and a descendant may still hold it. */
    private static int openPipe(int pid, long pipe) {
        int fd = openPipeOf(pid, pipe);
        return fd >= 0 ? fd : openAnywhere(pipe);
    }

    /** The usual two first: nearly always it is one of them. */
    private static int openPipeOf(int pid, long pipe) {
        int usual = openFirst(List.of(fd(pid, 1), fd(pid, 2)), pipe);
        return usual >= 0 ? usual : openFirst(descriptors(pid), pipe);
    }

    private static int openFirst(List<Path> descriptors, long pipe) {
        for (Path descriptor : descriptors) {
            if (leadsTo(descriptor, pipe)) {
                int fd = open(descriptor, pipe);
                if (fd >= 0) {
                    return fd;
                }
            }
        }
        return NONE;
    }

    /**
     * Opens a pipe for reading that another process holds; below 0 if something else is there now.
     *
     * @param descriptor in {@code /proc}
     * @param pipe its inode
     */
    public static int open(Path descriptor, long pipe) {
        int fd = Fcntl.open(descriptor.toString(), FLAGS);
        if (fd >= 0 && SysStat.inode(fd) == pipe && SysStat.fileSystem(fd) == PIPE_FS_MAGIC) {
            return fd;
        }
        Descriptors.close(fd);
        return NONE;
    }

    private static boolean leadsTo(Path descriptor, long pipe) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("pipe:[" + pipe + "]");
        } catch (IOException gone) {
            return false;
        }
    }

    static Path fd(int pid, int number) {
        return PROC.resolve(pid + "/fd/" + number);
    }

    static List<Path> descriptors(int pid) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            all.forEach(found::add);
        } catch (IOException | DirectoryIteratorException gone) {
            // it has ended, or is another user's
        }
        return found;
    }

    static List<Integer> pids() {
        List<Integer> pids = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            all.forEach(
                    process -> pids.add(Integer.valueOf(process.getFileName().toString())));
        } catch (IOException | DirectoryIteratorException unreadable) {
            return List.of();
        }
        return pids;
    }
}

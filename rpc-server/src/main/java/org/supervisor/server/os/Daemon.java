package org.supervisor.server.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.supervisor.server.process.NativeText;

/**
 * Changes that a daemon makes to its own process. For the start, on the main thread, before {@link Spawner} is created:
 * it takes over umask and working directory at that moment.
 */
public final class Daemon {
    private static final long UNCHANGED = -1; // chown(2)
    private static final String NULL = "/dev/null";
    private static final int LAST_STANDARD_STREAM = 2;
    private static final int NOT_FOR_OTHERS = 022;

    /** As if we used half of the memory less. */
    private static final int OOM_ADVANTAGE = 500;

    /** One lower, and the kernel never kills a process, even if it is the one that takes all memory. */
    private static final int LOWEST_MORTAL_OOM_SCORE = -999;

    private Daemon() {}

    /** Our process id. */
    public static int pid() {
        return Unistd.getpid();
    }

    /** The user it runs as. */
    public static long uid() {
        return Unistd.geteuid();
    }

    /** Whether we are root: effective user 0. */
    public static boolean isRoot() {
        return Unistd.geteuid() == 0;
    }

    /**
     * Sets the file mode creation mask of the whole process.
     *
     * @param mask 0 to 0777
     * @return the one before
     */
    public static int umask(int mask) {
        return SysStat.umask(mask);
    }

    /**
     * Lets only the owner write what this process creates from now on, whatever the mask. Children keep the mask.
     */
    public static void keepFilesFromOthers() {
        int mask = SysStat.umask(NOT_FOR_OTHERS);
        if ((mask & NOT_FOR_OTHERS) != NOT_FOR_OTHERS) {
            ChildAttributes.keepUmask(mask);
            SysStat.umask(mask | NOT_FOR_OTHERS);
        } else {
            SysStat.umask(mask);
        }
    }

    /**
     * Makes it likelier that the kernel kills a child than this process when memory is full. Children keep the present value.
     * Nothing happens where that is not permitted.
     */
    public static void outliveChildrenWithoutMemory() {
        outliveChildrenWithoutMemory(StartConditions.present());
    }

    /**
     * The same for a process that may have done so in an earlier life.
     *
     * @param start how it was then
     */
    public static void outliveChildrenWithoutMemory(StartConditions start) {
        OptionalInt now = start.oomScore();
        if (now.isPresent()) {
            int lower = Math.max(now.getAsInt() - OOM_ADVANTAGE, LOWEST_MORTAL_OOM_SCORE);
            boolean isLower = OomScore.own().orElse(now.getAsInt()) < now.getAsInt(); // it need not be permitted again
            if (lower < now.getAsInt() && (isLower || OomScore.setOwn(lower))) {
                ChildAttributes.keepOomScore(now.getAsInt());
            }
        }
    }

    /**
     * Changes the working directory that children inherit, chdir(2). The JDK keeps the old one: relative
     * {@link java.nio.file.Path}s are still resolved against it, so make paths absolute against this directory.
     *
     * @throws OsException if it cannot be entered
     */
    public static void changeDirectory(String path) {
        OsException.check(Unistd.chdir(path), "cannot enter directory '" + path + "'");
    }

    /** The working directory that children inherit. */
    public static Path directory() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/cwd"));
        } catch (IOException noProc) {
            return NativeText.folder();
        }
    }

    /**
     * Becomes another user, for good: groups, group and user of the whole process. Only root can.
     *
     * @throws OsException if the kernel does not permit it; some of it may have been done, so the process should end
     */
    public static void become(Account account) {
        OsException.check(Grp.setgroups(account.groups()), "cannot take the groups of user '" + account.name() + "'");
        OsException.check(Unistd.setgid(account.gid()), "cannot take the group of user '" + account.name() + "'");
        OsException.check(Unistd.setuid(account.uid()), "cannot become user '" + account.name() + "'");
    }

    /**
     * Becomes another program in the same process, execve(2): all threads end, children stay children, and what is not marked
     * to be closed stays open. Returns only if that fails.
     *
     * @param argv the first is what the program is called by
     * @param environment the whole of it, each {@code NAME=value}
     * @return why it failed
     */
    public static String execute(String file, List<String> argv, List<String> environment) {
        return Errno.describe(-Unistd.execve(file, argv, environment));
    }

    /** Leaves the terminal's session, setsid(2). Nothing happens if we lead a process group already. */
    public static void leaveSession() {
        Unistd.setsid();
    }

    /** Points standard input, output and error to /dev/null. */
    public static void closeStandardStreams() {
        int fd = OsException.check(Fcntl.open(NULL, Fcntl.O_RDWR | Fcntl.O_CLOEXEC), "cannot open " + NULL);
        for (int stream = 0; stream <= LAST_STANDARD_STREAM; stream++) {
            OsException.check(Unistd.dup2(fd, stream), "cannot redirect descriptor " + stream);
        }
        Descriptors.close(fd);
    }

    /**
     * Sets the permission bits of a path, whatever the umask.
     *
     * @param mode 0 to 07777
     */
    public static void changeMode(String path, int mode) {
        OsException.check(
                SysStat.chmod(path, mode), "cannot set the mode of '" + path + "' to 0" + Integer.toOctalString(mode));
    }

    /** Makes the user of an account the owner of a path; its group stays as it is. */
    public static void changeUser(String path, Account owner) {
        int result = Unistd.chown(path, owner.uid(), UNCHANGED);
        OsException.check(result, "cannot give '" + path + "' to user '" + owner.name() + "'");
    }

    /** Makes an account the owner of a path. */
    public static void changeOwner(String path, Account owner) {
        int result = Unistd.chown(path, owner.uid(), owner.gid());
        OsException.check(result, "cannot give '" + path + "' to user '" + owner.name() + "'");
    }
}

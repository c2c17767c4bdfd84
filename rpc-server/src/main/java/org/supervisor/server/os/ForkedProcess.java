package org.supervisor.server.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.NativeText;

/** Finds a process that a program has started itself and names as the one to be supervised. */
public final class ForkedProcess {
    private static final int MOST_BYTES = 64;
    private static final int LONGEST_PID = 9;

    private ForkedProcess() {}

    /** The result of a search. */
    public sealed interface Finding {
        /**
         * It is there, and of the program.
         *
         * @param pidfd to be closed by the caller
         * @param number as in {@link ChildIdentity}
         */
        record Found(int pid, int pidfd, long number) implements Finding {}

        /**
         * It is not.
         *
         * @param problem for people
         */
        record NotFound(String problem) implements Finding {}
    }

    /**
     * Finds the process whose pid stands in a file. May block.
     *
     * @param mark of the program's processes
     * @param notBeforeTicks orphans that were started earlier are not of this launch
     */
    public static Finding inFile(Path file, TreeMark mark, long notBeforeTicks) {
        if (Files.exists(file) && !Files.isRegularFile(file)) { // to open a FIFO would wait for whoever writes to it
            return new Finding.NotFound(name(file) + " is no regular file");
        }
        String text;
        try (var in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            return new Finding.NotFound(name(file) + " is not there");
        } catch (IOException problem) {
            return new Finding.NotFound(name(file) + " cannot be read: " + FailureReason.of(problem));
        }
        String number = text.lines().findFirst().orElse("").strip();
        if (!number.matches("[0-9]{1," + LONGEST_PID + "}")) {
            return new Finding.NotFound(name(file) + (text.isBlank() ? " is empty" : " does not have a pid"));
        }
        int pid = Integer.parseInt(number);
        return switch (open(
                pid, found -> mark.isOn(found) || (isOurOrphan(found, notBeforeTicks) && !mark.isAnothers(found)))) {
            case Finding.Found found -> found;
            case Finding.NotFound(String problem) -> new Finding.NotFound(name(file) + " names " + problem);
        };
    }

    /** Finds a process that a child has named. */
    public static Finding named(int pid, int child, String variable) {
        return open(pid, found -> ProcessTree.contains(child, found) || ProcessTree.wasGiven(found, variable));
    }

    private interface Test {
        boolean isOurs(int pid);
    }

    /** The pidfd comes first: then the pid cannot be given to another process between the look and the use. */
    private static Finding open(int pid, Test test) {
        if (pid <= 1 || pid == Daemon.pid()) {
            return new Finding.NotFound("pid " + pid + ", which is no process of this program");
        }
        int pidfd = SysSignal.pidfdOpen(pid);
        if (pidfd < 0) {
            return new Finding.NotFound(
                    pidfd == -Errno.ESRCH || pidfd == -Errno.EINVAL
                            ? gone(pid)
                            : "pid " + pid + ", which cannot be watched: " + Errno.describe(-pidfd));
        }
        String problem = !Processes.isAlive(pid)
                ? gone(pid)
                : test.isOurs(pid) ? "" : "pid " + pid + ", which is no process of this program";
        if (!problem.isEmpty()) {
            Descriptors.close(pidfd);
            return new Finding.NotFound(problem);
        }
        return new Finding.Found(pid, pidfd, Survivors.number(pid, pidfd));
    }

    private static String gone(int pid) {
        return "pid " + pid + ", which does not run";
    }

    /**
     * Whether the kernel has given us this process because its parent has ended. What we have launched ourselves leads a process
     * group of its own in our session.
     */
    private static boolean isOurOrphan(int pid, long notBeforeTicks) {
        return Processes.standing(pid)
                .filter(standing -> standing.parent() == Daemon.pid() && standing.startTicks() >= notBeforeTicks)
                .filter(standing -> standing.group() != pid
                        || standing.session()
                                != Processes.standing(Daemon.pid())
                                        .orElseThrow()
                                        .session())
                .isPresent();
    }

    private static String name(Path file) {
        return NativeText.of(file);
    }
}

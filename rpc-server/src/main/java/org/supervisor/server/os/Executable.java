package org.supervisor.server.os;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.supervisor.server.os.SpawnResult.Reason;
import org.supervisor.server.os.SpawnResult.Refused;

/**
 * Finds out why a file cannot be run, which an errno alone does not reveal.
 *
 * @param directory a descriptor of the folder a relative path starts from, or AT_FDCWD
 * @param path as ordered
 */
record Executable(int directory, String path) {
    private static final int LONGEST_FIRST_LINE = 256;
    private static final Set<PosixFilePermission> EXECUTE = EnumSet.of(
            PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);

    /** Checks it without running it: empty if nothing speaks against it. */
    Optional<Refused> objection() {
        return looking(
                file -> isDirectory(file) || !mayBeRun(file) ? Optional.of(whenForbidden(file)) : Optional.empty());
    }

    /** Whether this thread may execute it: 0, or the negative errno. */
    int access() {
        try (Arena arena = Arena.ofConfined()) {
            return Unistd.mayExecute(arena, directory, path);
        }
    }

    /** Puts a failed exec(2) into words. */
    Refused refusal(int errno) {
        return switch (errno) {
            case Errno.ENOENT ->
                looking(file -> Optional.of(withoutInterpreter(file))).orElseThrow();
            case Errno.EACCES ->
                looking(file -> Optional.of(whenForbidden(file))).orElseThrow();
            case Errno.ENOEXEC ->
                refused(Reason.BAD_FORMAT, "it is neither a program nor a script beginning with #!", errno);
            case Errno.EAGAIN -> refused(Reason.TOO_MANY_PROCESSES, "no more processes can be started", errno);
            case Errno.E2BIG -> refused(Reason.OTHER, "arguments and environment are too large", errno);
            default -> fromErrno(errno);
        };
    }

    /** Any other failure, by its number. */
    static Reason reason(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENOTDIR -> Reason.NO_FILE;
            case Errno.EACCES, Errno.EPERM -> Reason.NO_PERMISSION;
            case Errno.EMFILE, Errno.ENFILE -> Reason.TOO_MANY_FILES;
            case Errno.EAGAIN -> Reason.TOO_MANY_PROCESSES;
            case Errno.ENOEXEC -> Reason.BAD_FORMAT;
            default -> Reason.OTHER;
        };
    }

    private interface Look {
        Optional<Refused> at(Path file);
    }

    /** Opens the file as a mere place, so that the JDK can look at it even if its path is relative to a descriptor. */
    private Optional<Refused> looking(Look look) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = Fcntl.openAt(arena, directory, path, Fcntl.O_PATH | Fcntl.O_CLOEXEC);
            if (fd < 0) {
                return Optional.of(fromErrno(-fd));
            }
            try {
                return look.at(Path.of("/proc/self/fd/" + fd));
            } finally {
                Descriptors.close(fd);
            }
        }
    }

    private Refused whenForbidden(Path file) {
        if (isDirectory(file)) {
            return refused(Reason.IS_DIRECTORY, "it is a directory", Errno.EACCES);
        }
        if (!mayBeRun(file)) {
            return refused(Reason.NOT_EXECUTABLE, "it is not executable; chmod +x it if it is a program", Errno.EACCES);
        }
        return fromErrno(Errno.EACCES);
    }

    private Refused withoutInterpreter(Path file) {
        String line = firstLine(file);
        String what =
                line.startsWith("#!") ? "its interpreter '" + line.substring(2).strip() + "'" : "its loader";
        return refused(Reason.BAD_FORMAT, what + " does not exist", Errno.ENOENT);
    }

    private Refused fromErrno(int errno) {
        return new Refused(reason(errno), "cannot run '" + path + "': " + Errno.describe(errno), errno);
    }

    private Refused refused(Reason reason, String why, int errno) {
        return new Refused(reason, "cannot run '" + path + "': " + why + " (" + Errno.name(errno) + ")", errno);
    }

    private static boolean isDirectory(Path file) {
        return Files.isDirectory(file);
    }

    private static boolean mayBeRun(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(EXECUTE::contains);
        } catch (IOException unreadable) {
            return true; // exec(2) will find out
        }
    }

    private static String firstLine(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String head = new String(in.readNBytes(LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
            return head.lines().findFirst().orElse("");
        } catch (IOException unreadable) {
            return "";
        }
    }
}

package org.supervisor.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.LockedFile;
import org.supervisor.server.os.Processes;

/** The file that holds our pid and a newline, locked as long as this process lives. Confined to one thread. */
final class PidFile {
    private final Path path;
    private Optional<LockedFile> held = Optional.empty();

    PidFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * The pid in the file if a supervisor of that pid lives. A file that a crash left behind is stale: its pid is gone,
     * or belongs to another program by now.
     */
    OptionalInt holder() {
        OptionalInt pid = pid();
        return pid.isPresent() && lives(pid.getAsInt()) && isSupervisor(pid.getAsInt()) ? pid : OptionalInt.empty();
    }

    /** The pid in the file, if it is a regular file that holds one. */
    OptionalInt pid() {
        try {
            return Files.isRegularFile(path)
                    ? OptionalInt.of(Integer.parseInt(
                            Files.readString(path, StandardCharsets.UTF_8).strip()))
                    : OptionalInt.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalInt.empty();
        }
    }

    /** Writes our pid, unless another process has locked the file. A file that was removed is created again. */
    LockedFile.Outcome write() {
        held.ifPresent(LockedFile::close);
        held = Optional.empty();
        LockedFile.Outcome outcome = LockedFile.hold(path, Daemon.pid() + "\n");
        if (outcome instanceof LockedFile.Outcome.Held(LockedFile file)) {
            held = Optional.of(file);
        }
        return outcome;
    }

    /** Removes the file, if it is still ours. */
    void remove() {
        try {
            OptionalInt pid = pid();
            if (pid.isPresent() && pid.getAsInt() == Daemon.pid()) {
                Files.delete(path);
            }
        } catch (IOException gone) {
            // another process has removed it
        }
    }

    private static boolean lives(int pid) {
        return pid > 0 && pid != Daemon.pid() && Processes.isAlive(pid);
    }

    private static boolean isSupervisor(int pid) {
        try {
            byte[] words = Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "cmdline"));
            return new String(words, StandardCharsets.ISO_8859_1).contains("supervisor");
        } catch (IOException gone) {
            return false;
        }
    }
}

package org.supervisor.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Processes;

/** The file that holds our pid and a newline. */
record PidFile(Path path) {
    /**
     * The pid in the file if a supervisor of that pid lives. A file that a crash left behind is stale: its pid is gone, or
     * belongs to something else by now.
     */
    OptionalInt holder() {
        try {
            int pid = Integer.parseInt(
                    Files.readString(path, StandardCharsets.UTF_8).strip());
            boolean lives = pid > 0 && pid != Daemon.pid() && Processes.isAlive(pid);
            return lives && isSupervisor(pid) ? OptionalInt.of(pid) : OptionalInt.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return OptionalInt.empty();
        }
    }

    /** Writes our pid. */
    void write() throws IOException {
        Files.writeString(path, Daemon.pid() + "\n", StandardCharsets.UTF_8);
    }

    /** Removes the file, if it is still ours. */
    void remove() {
        try {
            if (Files.readString(path, StandardCharsets.UTF_8).strip().equals(Integer.toString(Daemon.pid()))) {
                Files.delete(path);
            }
        } catch (IOException gone) {
            // somebody else has cleared up
        }
    }

    private static boolean isSupervisor(int pid) throws IOException {
        String words = new String(
                Files.readAllBytes(Path.of("/proc", Integer.toString(pid), "cmdline")), StandardCharsets.ISO_8859_1);
        return words.contains("supervisor");
    }
}

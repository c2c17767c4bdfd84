package org.supervisor.server.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.supervisor.server.process.NativeText;

/**
 * The older files of a rotated log: {@code .1} is the newest.
 *
 * @param path the log itself
 */
public record Backups(Path path) {
    /** Moves {@code .1} to {@code .2} and so on, up to the first gap, and the log to {@code .1}; the oldest is overwritten. */
    public void shift(int most) throws IOException {
        int free = 1;
        while (free < most && Files.exists(backup(free))) {
            free++;
        }
        for (int to = free; to > 1; to--) {
            Files.move(backup(to - 1), backup(to), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(path, backup(1), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path backup(int number) {
        return path.resolveSibling(NativeText.path(NativeText.of(path.getFileName()) + "." + number));
    }
}

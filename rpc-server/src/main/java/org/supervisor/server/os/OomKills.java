package org.supervisor.server.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How many processes the kernel has killed for lack of memory: in our cgroup and those below it, if it counts them
 * (cgroups(7), memory.events), else on the whole machine (proc_vmstat(5)). Reads files. Any thread.
 */
public final class OomKills {
    private static final String COUNT = "oom_kill ";
    private static final String VERSION_2 = "0::";

    private OomKills() {}

    /** The count since some moment before we began; below 0: the kernel does not count. */
    public static long count() {
        return count(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    static long count(Path proc, Path cgroups) {
        return lines(proc.resolve("self/cgroup")).stream()
                .filter(line -> line.startsWith(VERSION_2))
                .findFirst()
                .map(line ->
                        cgroups.resolve(line.substring(VERSION_2.length() + 1)).resolve("memory.events"))
                .flatMap(OomKills::in)
                .or(() -> in(proc.resolve("vmstat")))
                .orElse(-1L);
    }

    private static Optional<Long> in(Path file) {
        return lines(file).stream()
                .filter(line -> line.startsWith(COUNT))
                .findFirst()
                .map(line -> Long.parseLong(line.substring(COUNT.length()).strip()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}

package org.supervisor.server.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Which processes belong to a child: those of its process group, and all of their descendants. Any thread. */
public final class ProcessFamily {
    private static final int MOST_GENERATIONS = 256;

    private ProcessFamily() {}

    /**
     * Whether a process belongs to a child. One that has ended cannot be asked any more, and counts.
     *
     * @param child leads its process group
     */
    public static boolean isPartOf(int child, int pid) {
        int next = pid;
        for (int generation = 0; generation < MOST_GENERATIONS; generation++) {
            if (next == child) {
                return true;
            }
            Processes.Family family = Processes.family(next).orElse(null);
            if (family == null) {
                return generation == 0;
            }
            if (family.group() == child) {
                return true;
            }
            if (family.parent() <= 1) {
                return false;
            }
            next = family.parent();
        }
        return false;
    }

    /** All processes that belong to a child. */
    static Set<Integer> of(int child) {
        Set<Integer> all = new HashSet<>();
        for (int pid : Survivors.pids()) {
            if (isPartOf(child, pid)) {
                all.add(pid);
            }
        }
        return all;
    }

    /** Whether a process was given this variable, as descendants are that have left their family. False if we may not know. */
    public static boolean wasGiven(int pid, String variable) {
        try {
            Path environment = Path.of("/proc", Integer.toString(pid), "environ");
            String all = '\0' + Files.readString(environment, StandardCharsets.ISO_8859_1) + '\0';
            return all.contains('\0' + variable + '\0');
        } catch (IOException unknown) {
            return false;
        }
    }
}

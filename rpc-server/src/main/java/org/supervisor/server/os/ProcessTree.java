package org.supervisor.server.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Which processes belong to a child: those of its process group, and all descendants of these. They are found in {@code /proc} as
 * it is at one moment, which takes some time. Any thread.
 */
public final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final int BYTES_PER_KB = 1024;
    private static final int MOST_GENERATIONS = 256;
    private static final int KERNEL_THREADS = 2;

    private static final long MOST_AGE_NANOS = 1_000_000_000;

    private static final int MOST_LOOKS = 5;
    private static final long PAUSE_NANOS = 1_000_000;

    private static volatile Look last; // null: none yet

    private ProcessTree() {}

    /**
     * Whether a process belongs to a child. One that has ended cannot be asked any more, and counts.
     *
     * @param child leads its process group
     */
    public static boolean contains(int child, int pid) {
        int next = pid;
        for (int generation = 0; generation < MOST_GENERATIONS; generation++) {
            if (next == child) {
                return true;
            }
            Processes.Standing standing = Processes.standing(next).orElse(null);
            if (standing == null) {
                return generation == 0;
            }
            if (standing.group() == child) {
                return true;
            }
            if (standing.parent() <= 1) {
                return false;
            }
            next = standing.parent();
        }
        return false;
    }

    /** The pids of all processes that belong to a child, its own first, be it there or not. */
    public static List<Integer> of(int child) {
        return of(child, all());
    }

    private static List<Integer> of(int child, Map<Integer, Processes.Standing> all) {
        List<Integer> pids = new ArrayList<>();
        pids.add(child);
        members(List.of(child), Optional.of(child), Optional.empty(), all).keySet().stream()
                .filter(pid -> pid != child)
                .forEach(pids::add);
        return pids;
    }

    /**
     * Processes that have lost their parents to this process, which is their sub-reaper: the kernel makes them children of its first
     * thread. Perhaps with others, which that thread has launched; none where the kernel does not list them. Much faster than a look
     * at all processes.
     */
    static List<Integer> orphans() {
        int own = Daemon.pid();
        return Stream.of(read(PROC.resolve(own + "/task/" + own + "/children")).split(" ", -1))
                .map(String::strip)
                .filter(pid -> !pid.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    /** All processes of this machine, or of our part of it, but those of the kernel. */
    static Map<Integer, Processes.Standing> all() {
        Map<Integer, Processes.Standing> all = new LinkedHashMap<>();
        for (int pid : Survivors.pids()) {
            Processes.standing(pid)
                    .filter(standing -> standing.parent() != KERNEL_THREADS && pid != KERNEL_THREADS)
                    .ifPresent(standing -> all.put(pid, standing));
        }
        return all;
    }

    /**
     * Those that belong together, and run.
     *
     * @param roots they and their descendants
     * @param group this process group's members and their descendants
     * @param mark those that have it and their descendants
     */
    static Map<Integer, Processes.Standing> members(
            Collection<Integer> roots,
            Optional<Integer> group,
            Optional<TreeMark> mark,
            Map<Integer, Processes.Standing> all) {
        Map<Integer, List<Integer>> children = new HashMap<>();
        List<Integer> found = new ArrayList<>(roots);
        all.forEach((pid, standing) -> {
            children.computeIfAbsent(standing.parent(), _ -> new ArrayList<>()).add(pid);
            boolean belongs = group.filter(number -> number == standing.group()).isPresent()
                    || mark.filter(_ -> standing.isAlive())
                            .filter(given -> given.isOn(pid))
                            .isPresent();
            if (belongs) {
                found.add(pid);
            }
        });
        Map<Integer, Processes.Standing> members = new LinkedHashMap<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < found.size(); i++) {
            int pid = found.get(i);
            if (seen.add(pid)) {
                Optional.ofNullable(all.get(pid))
                        .filter(Processes.Standing::isAlive)
                        .ifPresent(standing -> members.put(pid, standing));
                found.addAll(children.getOrDefault(pid, List.of()));
            }
        }
        return members;
    }

    /**
     * Whether a process was given this variable, as descendants are that have left their group and lost their parents. False if we
     * may not know, or if the process has removed or overwritten it.
     */
    public static boolean wasGiven(int pid, String variable) {
        return has(environment(pid).orElse(""), variable);
    }

    /** The same, of one that may be in the middle of execve(2). Blocks for some milliseconds at most. */
    static boolean wasGivenAfterExec(int pid, String variable) {
        return has(environmentAfterExec(pid), variable);
    }

    /** Whether a process was given a variable of this name, with another value: it belongs to another program. */
    static boolean wasGivenAnother(int pid, String variable) {
        String environment = '\0' + environment(pid).orElse("");
        return environment.contains('\0' + variable.substring(0, variable.indexOf('=') + 1))
                && !has(environment, variable);
    }

    private static boolean has(String environment, String variable) {
        return ('\0' + environment + '\0').contains('\0' + variable + '\0');
    }

    /** In the middle of execve(2) a process has no environment for a moment. */
    private static String environmentAfterExec(int pid) {
        Optional<String> environment = environment(pid);
        for (int look = 1;
                look < MOST_LOOKS && environment.filter(String::isEmpty).isPresent();
                look++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            environment = environment(pid);
        }
        return environment.orElse("");
    }

    /** Empty: we may not know. */
    private static Optional<String> environment(int pid) {
        try {
            return Optional.of(Files.readString(PROC.resolve(pid + "/environ"), StandardCharsets.ISO_8859_1));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    /** All processes as they were at some moment. */
    private record Look(Map<Integer, Processes.Standing> all, long atNanos) {
        boolean isFresh() {
            return System.nanoTime() - atNanos < MOST_AGE_NANOS;
        }
    }

    /** Many programs are measured at about the same time: they share a look. */
    private static Map<Integer, Processes.Standing> lately() {
        Look look = last;
        if (look == null || !look.isFresh()) {
            look = new Look(all(), System.nanoTime());
            last = look;
        }
        return look.all();
    }

    /** How many bytes of memory they have resident; pages that several of them share count for each. */
    public static long residentBytes(int child) {
        long sum = 0;
        for (int member : of(child, lately())) {
            sum += resident(member);
        }
        return sum;
    }

    private static long resident(int pid) {
        for (String line : read(PROC.resolve(pid + "/status")).split("\n", -1)) {
            if (line.startsWith("VmRSS:")) {
                String amount = line.substring("VmRSS:".length()).strip();
                return Long.parseLong(amount.substring(0, amount.indexOf(' '))) * BYTES_PER_KB;
            }
        }
        return 0; // it has ended, or is a thread of the kernel
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}

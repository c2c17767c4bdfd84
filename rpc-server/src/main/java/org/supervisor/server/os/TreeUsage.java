package org.supervisor.server.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a child uses together with all that belongs to it, as {@link ProcessTree} finds it.
 *
 * @param processes how many there are, the child included
 * @param threads of all of them
 * @param cpu the processor time that they have used, and those that have ended and that they have waited for
 * @param residentBytes pages that several of them share count for each
 * @param descriptors how many they have open; empty: we may not know
 */
public record TreeUsage(int processes, int threads, Duration cpu, long residentBytes, OptionalLong descriptors) {
    private static final int MOST_GENERATIONS = 256;
    private static final int KERNEL_THREADS = 2;
    private static final int NONE = 0;

    /**
     * Looks once at all processes of this machine, or of our part of it. Takes some ten microseconds for each. Any thread.
     *
     * @param children the pids of children, each the leader of its process group
     * @return without children that have ended
     */
    public static Map<Integer, TreeUsage> of(Collection<Integer> children) {
        Set<Integer> roots = Set.copyOf(children);
        Map<Integer, Processes.Usage> all = new LinkedHashMap<>();
        for (int pid : Survivors.pids()) {
            Processes.usage(pid).ifPresent(usage -> all.put(pid, usage));
        }
        Map<Integer, TreeUsage> trees = new HashMap<>();
        all.forEach((pid, usage) -> {
            int root = rootOf(pid, roots, all);
            if (root != NONE && usage.isAlive()) {
                trees.merge(root, of(usage, descriptors(pid)), TreeUsage::plus);
            }
        });
        return trees;
    }

    private static int rootOf(int pid, Set<Integer> roots, Map<Integer, Processes.Usage> all) {
        int next = pid;
        for (int generation = 0; generation < MOST_GENERATIONS; generation++) {
            if (roots.contains(next)) {
                return next;
            }
            Processes.Usage usage = all.get(next);
            if (usage == null || next == KERNEL_THREADS) {
                return NONE;
            }
            if (roots.contains(usage.group())) {
                return usage.group();
            }
            next = usage.parent();
        }
        return NONE;
    }

    private static TreeUsage of(Processes.Usage usage, OptionalLong descriptors) {
        return new TreeUsage(
                1,
                usage.threads(),
                Duration.ofNanos(Math.multiplyExact(
                        usage.cpuTicks(), Duration.ofSeconds(1).toNanos() / SysConf.TICKS_PER_SECOND)),
                usage.residentPages() * SysConf.PAGE_BYTES,
                descriptors);
    }

    private TreeUsage plus(TreeUsage other) {
        return new TreeUsage(
                processes + other.processes,
                threads + other.threads,
                cpu.plus(other.cpu),
                residentBytes + other.residentBytes,
                descriptors.isPresent() && other.descriptors.isPresent()
                        ? OptionalLong.of(descriptors.getAsLong() + other.descriptors.getAsLong())
                        : OptionalLong.empty());
    }

    /** Since Linux 6.2 the size of the folder is their number; before it is 0, and they are counted one by one. */
    private static OptionalLong descriptors(int pid) {
        Path folder = Path.of("/proc/" + pid + "/fd");
        try {
            long size = Files.size(folder);
            if (size > 0) {
                return OptionalLong.of(size);
            }
            try (Stream<Path> open = Files.list(folder)) {
                return OptionalLong.of(open.count());
            }
        } catch (IOException | UncheckedIOException unknown) { // another user's, or it has ended
            return OptionalLong.empty();
        }
    }
}

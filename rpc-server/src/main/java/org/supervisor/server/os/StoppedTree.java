package org.supervisor.server.os;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.supervisor.api.Signal;

/**
 * A child with all that it has started, while it is being stopped. Each process is known by pid and start, so that no signal hits
 * another one that has got its pid. Any thread.
 *
 * <p>Orphans that have left the process group are found by a mark, which all processes of the program have inherited, and by its
 * cgroup if it has one of its own.
 */
public final class StoppedTree {
    /** A program that starts more and more processes is met again by the next signal. */
    private static final int MOST_ROUNDS = 10;

    private static final Duration LONGEST_CHASE = Duration.ofMillis(50);
    private static final int NONE = -1;

    private final int child;
    private final TreeMark mark;
    private final Cgroup cgroup;
    private final long startTicks;
    private final Map<Integer, Long> known = new ConcurrentHashMap<>(); // pids with their starts
    private final Set<Integer> denied = ConcurrentHashMap.newKeySet();

    /**
     * The tree of a child that was not reaped yet.
     *
     * @param mark of the program's processes
     */
    public StoppedTree(int child, TreeMark mark, Cgroup cgroup) {
        this.child = child;
        this.mark = mark;
        this.cgroup = cgroup;
        this.startTicks = Processes.startTicks(child);
        known.put(child, startTicks);
    }

    /** A cgroup that has processes of this program alone. */
    public interface Cgroup {
        /** The program has none. */
        Cgroup NONE = new Cgroup() {
            @Override
            public List<Integer> members() {
                return List.of();
            }

            @Override
            public void kill() {}
        };

        /** The pids of the processes in it. */
        List<Integer> members();

        /** Kills all of them at once, if the kernel can do that. */
        void kill();
    }

    /** Looks for processes that belong to the child and have not lost their parents yet. Does not block. */
    public void look() {
        look(Optional.empty(), List::of);
    }

    private Map<Integer, Processes.Standing> lookEverywhere() {
        return look(Optional.of(mark), cgroup::members);
    }

    /** Processes are read without a lock: a thread that looks at environments may have to wait for the kernel. */
    private Map<Integer, Processes.Standing> look(Optional<TreeMark> given, Supplier<List<Integer>> inCgroup) {
        Map<Integer, Long> before = Map.copyOf(known);
        Map<Integer, Processes.Standing> all = ProcessTree.all();
        Set<Integer> roots = new HashSet<>();
        before.forEach((pid, start) -> {
            if (is(all.get(pid), start)) {
                roots.add(pid);
            } else {
                known.remove(pid, start);
            }
        });
        // the number of a group is not given to another as long as one of its members is there
        boolean isGroupOurs = roots.stream().anyMatch(pid -> all.get(pid).group() == child);
        roots.addAll(inCgroup.get()); // after the others: who is in both is one process
        Map<Integer, Processes.Standing> members =
                ProcessTree.members(roots, isGroupOurs ? Optional.of(child) : Optional.empty(), given, all);
        members.remove(Daemon.pid());
        members.forEach((pid, standing) -> known.put(pid, standing.startTicks()));
        return members;
    }

    private static boolean is(Processes.Standing found, long start) {
        return found != null && found.startTicks() == start;
    }

    /**
     * Signals all but the child itself, each once. KILL to a cgroup kills the child, too.
     *
     * @return those that the kernel does not let us signal
     */
    public List<Integer> signal(Signal signal) {
        if (signal.equals(Signal.KILL)) {
            cgroup.kill();
        }
        Delivery delivery = new Delivery(signal);
        boolean foundMore = true;
        for (int round = 0; foundMore && round < MOST_ROUNDS; round++) {
            foundMore = delivery.toAll();
            foundMore |= delivery.toThoseThatForkAway();
        }
        denied.addAll(delivery.refused);
        return delivery.refused;
    }

    /** One signal to all, each once. */
    private final class Delivery {
        private final Signal signal;
        private final Set<Integer> done = new HashSet<>(Set.of(child));
        private final Set<Integer> others = new HashSet<>();
        private final List<Integer> refused = new ArrayList<>();

        Delivery(Signal signal) {
            this.signal = signal;
        }

        boolean toAll() {
            boolean foundMore = false;
            for (Map.Entry<Integer, Processes.Standing> member :
                    lookEverywhere().entrySet()) {
                if (done.add(member.getKey())) {
                    foundMore = true;
                    to(member.getKey(), member.getValue().startTicks());
                }
            }
            return foundMore;
        }

        /**
         * One that starts a process and ends, again and again, has ended by the time that all processes have been looked at. But each
         * that follows becomes a child of ours at once, if we are a sub-reaper.
         */
        boolean toThoseThatForkAway() {
            boolean foundAny = false;
            boolean foundMore = mark.lockLimit().isPresent();
            long until = System.nanoTime() + LONGEST_CHASE.toNanos();
            while (foundMore && System.nanoTime() - until < 0) {
                foundMore = false;
                for (int orphan : ProcessTree.orphans()) {
                    if (!done.contains(orphan) && !others.contains(orphan)) {
                        long start = Processes.startTicks(orphan);
                        if (start >= 0 && mark.hasLimit(orphan)) {
                            known.put(orphan, start);
                            done.add(orphan);
                            foundMore = true;
                            to(orphan, start);
                        } else {
                            others.add(orphan);
                        }
                    }
                }
                foundAny |= foundMore;
            }
            return foundAny;
        }

        private void to(int pid, long start) {
            if (send(pid, start, signal) == SignalSent.DENIED) {
                refused.add(pid);
            }
        }
    }

    private static SignalSent send(int pid, long start, Signal signal) {
        int pidfd = SysSignal.pidfdOpen(pid); // first: then the pid cannot be given to another between look and use
        try {
            return Processes.startTicks(pid) == start ? Processes.signal(pid, pidfd, signal) : SignalSent.GONE;
        } finally {
            Descriptors.close(pidfd);
        }
    }

    /**
     * Those that run and can be signalled, without the child itself. If there are none, there was none when the look began, unless an
     * orphan has ended meanwhile: it may have been of this tree, and have started another one.
     */
    public List<Integer> remaining() {
        return lookEverywhere().keySet().stream()
                .filter(pid -> pid != child && !denied.contains(pid))
                .toList();
    }

    /** Finds the process that the child has forked away, by its pid in a file. */
    public ForkedProcess.Finding find(Path pidFile) {
        return ForkedProcess.inFile(pidFile, mark, startTicks);
    }

    /** A pidfd of one that is known; below 0: it has ended, or descriptors are short. */
    public int open(int pid) {
        int pidfd = SysSignal.pidfdOpen(pid);
        if (pidfd >= 0 && known.getOrDefault(pid, (long) NONE) != Processes.startTicks(pid)) {
            Descriptors.close(pidfd);
            return NONE;
        }
        return Math.max(pidfd, NONE);
    }
}

package org.supervisor.server.os;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.supervisor.api.Signal;

/**
 * A child with all that it has started, while it is being stopped. Each process is known by pid and start, so that no signal hits
 * another one that has got its pid. Any thread.
 *
 * <p>Orphans that have left the process group are found by a variable, which all processes of the program have inherited.
 */
public final class StoppedTree {
    /** A program that starts more and more processes is met again by the next signal. */
    private static final int MOST_ROUNDS = 10;

    private static final int NONE = -1;

    private final int child;
    private final String variable;
    private final long startTicks;
    private final Map<Integer, Long> known = new ConcurrentHashMap<>(); // pids with their starts
    private final Set<Integer> denied = ConcurrentHashMap.newKeySet();

    /**
     * The tree of a child that was not reaped yet.
     *
     * @param variable as {@code name=value}
     */
    public StoppedTree(int child, String variable) {
        this.child = child;
        this.variable = variable;
        this.startTicks = Processes.startTicks(child);
        known.put(child, startTicks);
    }

    /** Looks for processes that belong to the child and have not lost their parents yet. Does not block. */
    public void look() {
        look(Optional.empty());
    }

    /** Processes are read without a lock: a thread that looks at environments may have to wait for the kernel. */
    private Map<Integer, Processes.Standing> look(Optional<String> given) {
        Map<Integer, Long> before = Map.copyOf(known);
        Map<Integer, Processes.Standing> all = ProcessTree.all();
        Set<Integer> present = new HashSet<>();
        before.forEach((pid, start) -> {
            if (is(all.get(pid), start)) {
                present.add(pid);
            } else {
                known.remove(pid, start);
            }
        });
        // the number of a group is not given to another as long as one of its members is there
        boolean isGroupOurs = present.stream().anyMatch(pid -> all.get(pid).group() == child);
        Map<Integer, Processes.Standing> members =
                ProcessTree.members(present, isGroupOurs ? Optional.of(child) : Optional.empty(), given, all);
        members.remove(Daemon.pid());
        members.forEach((pid, standing) -> known.put(pid, standing.startTicks()));
        return members;
    }

    private static boolean is(Processes.Standing found, long start) {
        return found != null && found.startTicks() == start;
    }

    /**
     * Signals all but the child itself, each once.
     *
     * @return those that the kernel does not let us signal
     */
    public List<Integer> signal(Signal signal) {
        Set<Integer> done = new HashSet<>();
        List<Integer> refused = new ArrayList<>();
        done.add(child);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean foundMore = false;
            for (Map.Entry<Integer, Processes.Standing> member :
                    look(Optional.of(variable)).entrySet()) {
                if (done.add(member.getKey())) {
                    foundMore = true;
                    if (send(member.getKey(), member.getValue().startTicks(), signal) == SignalSent.DENIED) {
                        refused.add(member.getKey());
                    }
                }
            }
            if (!foundMore) {
                break;
            }
        }
        denied.addAll(refused);
        return refused;
    }

    private static SignalSent send(int pid, long start, Signal signal) {
        int pidfd = SysSignal.pidfdOpen(pid); // first: then the pid cannot be given to another between look and use
        try {
            return Processes.startTicks(pid) == start ? Processes.signal(pid, pidfd, signal) : SignalSent.GONE;
        } finally {
            Descriptors.close(pidfd);
        }
    }

    /** Those that run and can be signalled, without the child itself. */
    public List<Integer> remaining() {
        return look(Optional.of(variable)).keySet().stream()
                .filter(pid -> pid != child && !denied.contains(pid))
                .toList();
    }

    /** Finds the process that the child has forked away, by its pid in a file. */
    public ForkedProcess.Finding find(Path pidFile) {
        return ForkedProcess.inFile(pidFile, variable, startTicks);
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

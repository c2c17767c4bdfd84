package org.supervisor.server.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.process.ExitStatus;

/**
 * Notices when children end: by a descriptor of each, or, where there are too many children for that, by one thread that
 * waits for any of them. Confined to the loop's thread, but for {@link #affordsDescriptors}.
 */
final class ExitWatch implements AutoCloseable {
    private static final int DESCRIPTORS_PER_CHILD = 4; // stdin, stdout, stderr, pidfd
    private static final int DESCRIPTORS_OF_OUR_OWN = 512;

    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(1);
    private static final int NO_PIDFD = -1;
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);

    /** A child that hangs in the kernel may end whenever it likes. */
    private static final Duration LONGEST_LOOK = Duration.ofMillis(640);

    /** Then it is stuck in the kernel, or cannot be killed. */
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final Set<Integer> unknown = new HashSet<>();
    private final Map<Integer, Runnable> watched = new HashMap<>();
    private final EventLoop loop;
    private final Kernel kernel;
    private final long limit;
    private final OrphanReaper orphans;
    private final Consumer<String> complain;
    private boolean reapsOrphans;
    private Kernel.AnyExit thread;
    private volatile int count;

    /**
     * @param lines gets to know of each child that was reaped and is not ours
     * @param complain gets a sentence about a child that does not end
     */
    ExitWatch(EventLoop loop, Kernel kernel, OrphanReaper.Orphans lines, Consumer<String> complain) {
        this.loop = loop;
        this.kernel = kernel;
        this.limit = kernel.openFiles();
        this.complain = complain;
        this.orphans = new OrphanReaper(kernel, this::reapOurs, new OrphanReaper.Orphans() {
            @Override
            public String program(int pid) {
                return lines.program(pid);
            }

            @Override
            public void reaped(int pid, String program, ExitStatus status) {
                if (thread != null) {
                    thread.reaped(pid);
                }
                lines.reaped(pid, program, status);
            }
        });
    }

    /** Reaps every child that has ended, orphans too, now and when a launch's report shows that it was an orphan. */
    void reapAll() {
        reapsOrphans = true;
        orphans.reapAll();
    }

    /** A number that changes with each orphan that ends. Those that have ended by now are reaped before. */
    long orphansEnded() {
        if (reapsOrphans) {
            orphans.reapAll();
        }
        return orphans.ended();
    }

    /** A launch has been ordered: until it is reported its child may be seen but is unknown. */
    void launchOrdered() {
        orphans.launchOrdered();
    }

    /** A launch has been reported, and its child is watched if there is one. */
    void launchReported() {
        orphans.launchReported();
    }

    /**
     * Whether one more child may have all useful descriptors: half of the limit is spent on them, the other half is
     * kept for children that have only what they need. Any thread.
     */
    boolean affordsDescriptors() {
        return (long) DESCRIPTORS_PER_CHILD * count + DESCRIPTORS_OF_OUR_OWN <= limit / 2;
    }

    /** Calls back once the child has ended; it is then a zombie until {@link #reap}. */
    void watch(LiveChild child, Runnable ended) {
        watched.put(child.pid(), ended);
        count = watched.size();
        if (child.pidfd() >= 0) {
            unknown.remove(child.pid());
            loop.poller().add(child.pidfd(), true, false, (_, _, _) -> ended.run());
        } else {
            wakeThread();
            thread.launched();
            if (unknown.remove(child.pid())) {
                loop.execute(() -> reapOurs(child.pid())); // its launch must be reported to its process first
            }
        }
    }

    /**
     * Kills a child that cannot be watched, and its group, as often as that takes, and reaps it.
     *
     * @param gone runs when it has been reaped, or has not ended for so long that nobody should wait for it
     */
    void abandon(LiveChild child, Runnable gone) {
        Timers.Timer longest = loop.after(LONGEST_END, () -> {
            complain.accept(
                    "pid " + child.pid() + ", which was killed because it cannot be watched, has not ended within "
                            + Causes.seconds(LONGEST_END) + " of SIGKILL; it is not waited for any longer");
            gone.run();
        });
        Runnable over = () -> {
            if (longest.cancel()) {
                gone.run();
            }
        };
        Runnable ended = () -> {
            reap(child);
            over.run();
        };
        watched.put(child.pid(), ended); // either may see first that it has ended
        count = watched.size();
        reapLater(child, ended, over, FIRST_LOOK);
        child.signalGroup(Signal.KILL); // last: if this fails, it is done again
    }

    /** Unless it has been reaped meanwhile: its pid may be another child's by then. */
    @SuppressWarnings("ReferenceEquality")
    private void reapLater(LiveChild child, Runnable ended, Runnable over, Duration after) {
        loop.at(kernel.nanos() + after.toNanos(), () -> {
            if (watched.get(child.pid()) != ended) {
                return;
            }
            if (kernel.reap(child.pid(), child.pidfd()).isPresent()) { // also if somebody else has reaped it
                forget(child);
                over.run();
            } else {
                reapLater(child, ended, over, after.compareTo(LONGEST_LOOK) < 0 ? after.multipliedBy(2) : after);
                child.signalGroup(Signal.KILL);
            }
        });
    }

    /** Reaps a child that has ended. */
    ExitStatus reap(LiveChild child) {
        ExitStatus status = kernel.reap(child.pid(), child.pidfd()).orElseGet(ExitStatus.Lost::new);
        forget(child);
        return status;
    }

    /** Does not watch a child any more, and closes its descriptor. */
    void forget(LiveChild child) {
        watched.remove(child.pid());
        unknown.remove(child.pid());
        count = watched.size();
        if (child.pidfd() >= 0) {
            loop.poller().remove(child.pidfd());
            kernel.close(child.pidfd());
        }
        if (thread != null) {
            thread.reaped(child.pid());
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.close();
        }
    }

    private void wakeThread() {
        if (thread == null) {
            thread = kernel.anyExit(pid -> loop.execute(() -> ended(pid)));
        }
    }

    /**
     * The thread may see a child that has a descriptor too; that one is reaped here as well. It may see a child whose
     * launch has not been reported yet; that one will be known soon. And it may see an orphan: a daemon reaps it, but a
     * program that embeds us may have started it and want its status.
     */
    private void ended(int pid) {
        if (reapOurs(pid) || !thread.isReported(pid)) { // or we have seen it earlier, and its pid is free by now
            return;
        }
        if (reapsOrphans) {
            orphans.reapAll();
        } else {
            unknown.add(pid);
            loop.at(kernel.nanos() + REPORTED_WITHIN.toNanos(), () -> reapOrphan(pid));
        }
        if (thread.isReported(pid)) {
            reapHidden();
        }
    }

    /** The kernel shows no other child while one that is not ours waits to be reaped. */
    private void reapHidden() {
        for (int pid : List.copyOf(watched.keySet())) {
            if (kernel.hasEnded(pid)) {
                reapOurs(pid);
            }
        }
    }

    private boolean reapOurs(int pid) {
        Runnable known = watched.get(pid);
        if (known == null) {
            return false;
        }
        try {
            known.run();
        } finally {
            if (Objects.equals(watched.get(pid), known)) { // it failed, and nobody would report this exit again
                loop.after(LONGEST_LOOK, () -> reapAgain(pid, known));
            }
        }
        return true;
    }

    private void reapAgain(int pid, Runnable known) {
        if (Objects.equals(watched.get(pid), known)) {
            reapOurs(pid);
        }
    }

    private void reapOrphan(int pid) {
        if (unknown.remove(pid)) {
            kernel.reap(pid, NO_PIDFD);
            thread.reaped(pid);
        }
    }
}

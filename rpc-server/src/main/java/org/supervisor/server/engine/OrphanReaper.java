package org.supervisor.server.engine;

import java.util.function.IntPredicate;
import org.supervisor.server.process.ExitStatus;

/**
 * Reaps children that this daemon did not start: orphans that the kernel gives to process 1 or to a sub-reaper. Confined to
 * the loop's thread.
 *
 * <p>The kernel shows one ended child at a time, the same one until it is reaped. An unknown one may be ours: it may
 * have ended before its launch was reported, or it may be a launch that fails, which the C library reaps. So an unknown
 * child is an orphan only when every launch that was ordered before it was seen has been reported. Launches are carried
 * out in the order in which they were ordered, and a pid is not given to another process as long as its zombie exists.
 */
final class OrphanReaper {
    private static final int NO_PIDFD = -1;

    private final Kernel kernel;
    private final IntPredicate ours;
    private final Orphans orphans;
    private long launchesOrdered;
    private long launchesReported;
    private int unknown; // 0: none
    private long launchesBeforeUnknown;
    private long ended;

    /**
     * @param ours reaps an ended child if it is one of ours; false if it is not known
     */
    OrphanReaper(Kernel kernel, IntPredicate ours, Orphans orphans) {
        this.kernel = kernel;
        this.ours = ours;
        this.orphans = orphans;
    }

    /** Gets to know of them. */
    interface Orphans {
        /** Of which program one is that was not reaped yet, or an empty text. */
        String program(int pid);

        /** It was reaped. */
        void reaped(int pid, String program, ExitStatus status);
    }

    /** A launch has been ordered. */
    void launchOrdered() {
        launchesOrdered++;
    }

    /** A launch has been reported, successful or not; its child, if there is one, is known by now. */
    void launchReported() {
        launchesReported++;
        if (unknown != 0) {
            reapAll();
        }
    }

    /** Reaps all children that have ended, ours by their owner; what cannot be judged yet waits for a launch's report. */
    void reapAll() {
        int pid = kernel.anyEnded();
        while (pid > 0 && (ours.test(pid) || reapOrphan(pid))) {
            pid = kernel.anyEnded();
        }
    }

    /** A number that changes with each orphan that ends. As long as one cannot be judged others may have ended behind it. */
    long ended() {
        return unknown == 0 ? ended : ++ended;
    }

    private boolean reapOrphan(int pid) {
        if (pid != unknown) {
            unknown = pid;
            launchesBeforeUnknown = launchesOrdered;
        }
        if (launchesReported < launchesBeforeUnknown) {
            return false;
        }
        unknown = 0;
        ended++;
        String program = orphans.program(pid);
        kernel.reap(pid, NO_PIDFD).ifPresent(status -> orphans.reaped(pid, program, status));
        return true;
    }
}

package org.supervisor.server.engine;

import java.util.function.BiConsumer;
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
    private final BiConsumer<Integer, ExitStatus> reaped;
    private long launchesOrdered;
    private long launchesReported;
    private int unknown; // 0: none
    private long launchesBeforeUnknown;

    /**
     * @param ours reaps an ended child if it is one of ours; false if it is not known
     * @param reaped gets each orphan's pid and status, after it was reaped
     */
    OrphanReaper(Kernel kernel, IntPredicate ours, BiConsumer<Integer, ExitStatus> reaped) {
        this.kernel = kernel;
        this.ours = ours;
        this.reaped = reaped;
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

    private boolean reapOrphan(int pid) {
        if (pid != unknown) {
            unknown = pid;
            launchesBeforeUnknown = launchesOrdered;
        }
        if (launchesReported < launchesBeforeUnknown) {
            return false;
        }
        unknown = 0;
        kernel.reap(pid, NO_PIDFD).ifPresent(status -> reaped.accept(pid, status));
        return true;
    }
}

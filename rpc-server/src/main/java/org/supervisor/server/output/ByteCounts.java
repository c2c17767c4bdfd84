package org.supervisor.server.output;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of one stream of one program, through all launches of the program: each child has a
 * {@link StreamSink} of its own, and all of them count here. Confined to the event loop's thread, except for losses of
 * devices, which are known later.
 */
public final class ByteCounts {
    private final List<Stage> open = new ArrayList<>(1); // first stages; one, unless grandchildren keep earlier ones
    private final AtomicLong lostLater = new AtomicLong();
    private long read;
    private long written;
    private long removed;
    private long dropped;

    /** Where the bytes went so far. */
    public Account account() {
        long pending = open.stream().mapToLong(Stage::pending).sum();
        long later = lostLater.get();
        return new Account(read, written - later, removed, dropped + later, pending);
    }

    void opened(Stage first) {
        open.add(first);
    }

    void closed(Stage first) {
        open.remove(first);
    }

    void read(int bytes) {
        read += bytes;
    }

    /** Bytes not meant for the log; negative when some of them are passed on after all. */
    void removed(int bytes) {
        removed += bytes;
    }

    void logged(int offered, int kept) {
        written += kept;
        dropped += offered - kept;
    }

    /**
     * What to do when a device that has accepted this many of our bytes cannot write them in the end. Any thread may
     * run it.
     */
    Runnable ifLost(int bytes) {
        return () -> lostLater.addAndGet(bytes);
    }
}

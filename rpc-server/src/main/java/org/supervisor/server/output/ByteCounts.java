package org.supervisor.server.output;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Counts the bytes of one stream of one program, through all launches of the program: each child has a
 * {@link StreamSink} of its own, and all of them count here. Confined to the event loop's thread, except for losses of
 * devices, which are known later.
 */
public final class ByteCounts {
    private final List<Stage> open = new ArrayList<>(1); // first stages; one, unless grandchildren keep earlier ones
    private final AtomicLong lostLater = new AtomicLong();
    private Consumer<Settled> keeper = _ -> {};
    private Settled kept = new Settled(0, 0, 0, 0);
    private long read;
    private long written;
    private long removed;
    private long dropped;

    /**
     * What is decided of the bytes that were read; the others are pending.
     *
     * @param batch the last batch of an {@link OutputJournal} that is counted; 0: none is
     */
    public record Settled(long batch, long written, long removed, long dropped) {}

    /** Goes on with what an earlier daemon has counted. What is still pending of it is read once more. */
    public void resume(Settled before) {
        kept = before;
        read += before.written() + before.removed() + before.dropped();
        written += before.written();
        removed += before.removed();
        dropped += before.dropped();
    }

    /** Who writes down the counts for the next daemon whenever they have changed. */
    public void keptBy(Consumer<Settled> next) {
        keeper = next;
    }

    /** Whether this batch is counted already. */
    boolean hasCounted(long batch) {
        return kept.batch() >= batch;
    }

    /** Writes down what was counted. */
    void keep() {
        keep(kept.batch());
    }

    /**
     * Writes down what was counted.
     *
     * @param batch the last that was
     */
    void keep(long batch) {
        long later = lostLater.get();
        Settled now = new Settled(batch, written - later, removed, dropped + later);
        if (!now.equals(kept)) {
            kept = now;
            keeper.accept(now);
        }
    }

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

    /** What is pending is left to the next daemon. */
    void left(Stage first) {
        open.remove(first);
        read -= first.pending();
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

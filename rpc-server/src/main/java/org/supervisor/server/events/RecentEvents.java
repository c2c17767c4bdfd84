package org.supervisor.server.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;

/**
 * The latest events, for subscribers that come late or fall behind. Bounded in number and in bytes. Safe for any
 * thread.
 */
public final class RecentEvents {
    private static final int MOST_EVENTS = 1024;
    private static final long MOST_BYTES = 1024 * 1024;

    /**
     * An event and its place in the order of all events.
     *
     * @param sequence from 1, without gaps
     */
    @API(status = API.Status.EXPERIMENTAL)
    public record Entry(long sequence, Instant time, SupervisorEvent event) {}

    private final Entry[] ring = new Entry[MOST_EVENTS];
    private long oldest = 1;
    private long latest;
    private long bytes;

    synchronized Entry add(Instant time, SupervisorEvent event) {
        if (latest - oldest + 1 == MOST_EVENTS) {
            forgetOldest();
        }
        Entry entry = new Entry(++latest, time, event);
        ring[slot(latest)] = entry;
        bytes += event.weight();
        while (bytes > MOST_BYTES && oldest < latest) {
            forgetOldest();
        }
        return entry;
    }

    private void forgetOldest() {
        int slot = slot(oldest++);
        bytes -= ring[slot].event().weight();
        ring[slot] = null;
    }

    private static int slot(long sequence) {
        return (int) (sequence % MOST_EVENTS);
    }

    /**
     * Those that came after the one with this sequence number; 0 for all that are kept, which is at least the latest. If
     * the first is not the next in sequence, those between are gone.
     */
    public synchronized List<Entry> after(long sequence) {
        long first = Math.max(oldest, sequence + 1);
        List<Entry> found = new ArrayList<>((int) Math.max(0, latest - first + 1));
        for (long next = first; next <= latest; next++) {
            found.add(ring[slot(next)]);
        }
        return found;
    }

    /** The sequence number of the latest event; 0 if there was none. */
    public synchronized long latest() {
        return latest;
    }
}

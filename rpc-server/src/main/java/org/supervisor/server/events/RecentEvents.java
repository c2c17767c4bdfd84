package org.supervisor.server.events;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The latest events, for onlookers who come late or fall behind. Bounded in number and in bytes. Safe for any thread. */
public final class RecentEvents {
    private static final int MOST_EVENTS = 1024;
    private static final long MOST_BYTES = 1024 * 1024;

    /**
     * An event and its place in the order of all events.
     *
     * @param sequence from 1, without gaps
     */
    public record Entry(long sequence, Instant time, SupervisorEvent event) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private long latest;
    private long bytes;

    synchronized Entry add(Instant time, SupervisorEvent event) {
        Entry entry = new Entry(++latest, time, event);
        entries.add(entry);
        bytes += event.weight();
        while (entries.size() > MOST_EVENTS || bytes > MOST_BYTES) {
            bytes -= entries.remove().event().weight();
        }
        return entry;
    }

    /**
     * Those that came after the one with this sequence number; 0 for all that are kept. If the first is not the next in
     * sequence, those between are gone.
     */
    public synchronized List<Entry> after(long sequence) {
        return entries.stream().filter(entry -> entry.sequence() > sequence).toList();
    }

    /** The sequence number of the latest event; 0 if there was none. */
    public synchronized long latest() {
        return latest;
    }
}

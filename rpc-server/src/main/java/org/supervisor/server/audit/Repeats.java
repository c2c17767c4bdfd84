package org.supervisor.server.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.supervisor.server.engine.AuditEntry;

/**
 * Keeps those who are refused from filling the disk: of each only so many lines a minute are written, and then how many more
 * there were. All who come after the first {@value #MOST} within a minute are counted together. Any thread.
 */
final class Repeats {
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final int MOST = 20;
    private static final String OTHERS = "";
    private static final int LINES_OF_LOGINS = 1;
    private static final int LINES_OF_REFUSALS = 60;

    private final Map<String, Window> windows = new HashMap<>();

    /** A minute of one of them. */
    private static final class Window {
        private final long beginNanos;
        private AuditEntry last;
        private int written;
        private long held;

        private Window(long beginNanos) {
            this.beginNanos = beginNanos;
        }
    }

    /**
     * What is to be written later.
     *
     * @param entry the last of them
     * @param count how many there were
     */
    record Held(AuditEntry entry, long count) {}

    /** Whether an entry is to be written now. What succeeds is not limited. */
    synchronized boolean passes(AuditEntry entry, long nowNanos) {
        return switch (entry.kind()) {
            case START, END, CALL, SIGNAL -> true;
            case FAILED_LOGIN -> passes(entry, nowNanos, LINES_OF_LOGINS);
            case REFUSAL -> passes(entry, nowNanos, LINES_OF_REFUSALS);
        };
    }

    private boolean passes(AuditEntry entry, long nowNanos, int lines) {
        String key = entry.kind() + " " + who(entry);
        Window window = windows.get(windows.containsKey(key) || windows.size() < MOST ? key : OTHERS);
        if (window == null) {
            window = new Window(nowNanos);
            windows.put(windows.size() < MOST ? key : OTHERS, window);
        }
        window.last = entry;
        if (window.written < lines) {
            window.written++;
            return true;
        }
        window.held++;
        return false;
    }

    /** An address without its port, which is another one each time. */
    private static String who(AuditEntry entry) {
        String from = entry.origin().from();
        int colon = from.lastIndexOf(':');
        return entry.origin().who() + " " + (colon < 0 ? from : from.substring(0, colon));
    }

    /** Takes out the counts of minutes that are over. */
    synchronized List<Held> due(long nowNanos) {
        return take(nowNanos - WINDOW.toNanos());
    }

    /** Takes out all counts. */
    synchronized List<Held> rest() {
        return take(Long.MAX_VALUE);
    }

    private List<Held> take(long begunUntil) {
        List<Held> taken = new ArrayList<>();
        Iterator<Window> all = windows.values().iterator();
        while (all.hasNext()) {
            Window window = all.next();
            if (begunUntil == Long.MAX_VALUE || window.beginNanos - begunUntil <= 0) {
                if (window.held > 0) {
                    taken.add(new Held(window.last, window.held));
                }
                all.remove();
            }
        }
        return taken;
    }

    /** How long until {@link #due} has something; empty: nobody was refused lately. */
    synchronized OptionalLong nanosLeft(long nowNanos) {
        return windows.values().stream()
                .mapToLong(window -> Math.max(0, window.beginNanos + WINDOW.toNanos() - nowNanos))
                .min();
    }
}

package org.supervisor.server.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.ProcessState;

/**
 * The last transitions of one process and their causes, a bounded number. Only the newest of them keep the output
 * written before, so that a thousand programs that fail repeatedly stay small. Loop's thread.
 */
final class RecentTransitions {
    static final int KEPT = 32;
    static final int WITH_WORDS = 4;

    /** As {@link HistoryEntry}, but the cause is put into words only when it is requested, which is rare. */
    record Entry(
            Instant when, ProcessState from, ProcessState to, Supplier<String> cause, String stdout, String stderr) {
        private Entry withoutWords() {
            return new Entry(when, from, to, cause, "", "");
        }

        /** What happened before this supervisor began. */
        static Entry of(HistoryEntry entry) {
            return new Entry(entry.when(), entry.from(), entry.to(), entry::cause, entry.stdout(), entry.stderr());
        }

        private boolean hasWords() {
            return !stdout.isEmpty() || !stderr.isEmpty();
        }

        HistoryEntry published() {
            return new HistoryEntry(when, from, to, cause.get(), stdout, stderr);
        }
    }

    private Deque<Entry> entries = new ArrayDeque<>(4);

    void add(Entry entry) {
        if (entries.size() == KEPT) {
            entries.removeLast();
        }
        entries.addFirst(entry);
        if (entry.hasWords()) {
            silenceOlder();
        }
    }

    private void silenceOlder() {
        Deque<Entry> all = new ArrayDeque<>(entries.size());
        int words = 0;
        for (Entry entry : entries) {
            words += entry.hasWords() ? 1 : 0;
            all.addLast(words > WITH_WORDS && entry.hasWords() ? entry.withoutWords() : entry);
        }
        entries = all;
    }

    /** The transitions, newest first. */
    List<HistoryEntry> newestFirst() {
        return entries.stream().map(Entry::published).toList();
    }
}

package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A bounded flight recorder: the last passages of one program and their causes. Only the newest of them keep what was
 * written before, so that a thousand programs that fail and fail again stay small. Loop's thread.
 */
final class Flight {
    static final int KEPT = 32;
    static final int WITH_WORDS = 4;

    private Deque<Passage> passages = new ArrayDeque<>(4);

    void add(Passage passage) {
        if (passages.size() == KEPT) {
            passages.removeLast();
        }
        passages.addFirst(passage);
        if (passage.hasWords()) {
            silenceOlder();
        }
    }

    private void silenceOlder() {
        Deque<Passage> all = new ArrayDeque<>(passages.size());
        int words = 0;
        for (Passage passage : passages) {
            words += passage.hasWords() ? 1 : 0;
            all.addLast(words > WITH_WORDS && passage.hasWords() ? passage.withoutWords() : passage);
        }
        passages = all;
    }

    /** The passages, newest first. */
    List<Passage> newestFirst() {
        return new ArrayList<>(passages);
    }
}

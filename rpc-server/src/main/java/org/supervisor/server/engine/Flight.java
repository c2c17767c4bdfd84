package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A bounded flight recorder: the last passages of one program and their causes. Loop's thread. */
final class Flight {
    private static final int KEPT = 32;

    private final Deque<Passage> passages = new ArrayDeque<>(4);

    void add(Passage passage) {
        if (passages.size() == KEPT) {
            passages.removeLast();
        }
        passages.addFirst(passage);
    }

    /** The passages, newest first. */
    List<Passage> newestFirst() {
        return new ArrayList<>(passages);
    }
}

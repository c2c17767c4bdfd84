package org.supervisor.server.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.supervisor.api.ProcessState;

/** A bounded flight recorder: the last passages of one program and their causes. Loop's thread. */
final class Flight {
    private static final int KEPT = 32;

    private final Deque<Passage> passages = new ArrayDeque<>(4);

    /**
     * One passage.
     *
     * @param when wall-clock time
     * @param cause why, in words
     */
    record Passage(Instant when, ProcessState from, ProcessState to, String cause) {}

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

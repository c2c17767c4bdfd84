package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What has happened, of which the last steps are kept, and the first thing that must not happen and has. */
final class SimulatedTrace {
    private static final int REMEMBERED = 100;

    private final SimulatedTime time;
    private final Deque<String> last = new ArrayDeque<>();
    private AssertionError violation;
    private long steps;

    SimulatedTrace(SimulatedTime time) {
        this.time = time;
    }

    void note(String what) {
        steps++;
        if (last.size() == REMEMBERED) {
            last.remove();
        }
        last.add(steps + " " + time.sinceStart() + " " + what);
    }

    void violated(String what) {
        if (violation == null) {
            note("VIOLATION " + what);
            violation = new AssertionError(what);
        }
    }

    /** Throws what must not have happened. */
    void check() {
        if (violation != null) {
            throw violation;
        }
    }

    long steps() {
        return steps;
    }

    List<String> last() {
        return List.copyOf(last);
    }
}

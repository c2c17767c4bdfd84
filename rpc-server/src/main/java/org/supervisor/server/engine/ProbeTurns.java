package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.supervisor.server.process.ProcessName;

/**
 * Lets one check of a program go on at a time. One that was aborted is not over at once: a command has to be reaped, and a
 * thread may be in a call that cannot be aborted. The next waits for that, and is never begun if it is aborted first.
 * Loop's thread.
 */
final class ProbeTurns {
    private final Map<ProcessName, Turn> turns = new HashMap<>();

    /** A check that goes on, and the one that waits for its end. */
    private final class Turn {
        private final ProcessName name;
        private Optional<Runnable> next = Optional.empty();

        Turn(ProcessName name) {
            this.name = name;
        }

        void over() {
            turns.remove(name, this);
            next.ifPresent(Runnable::run);
        }
    }

    /** A check that has begun, or waits. */
    private static final class Place {
        private Runnable abort = () -> {};

        void abort() {
            abort.run();
        }
    }

    /**
     * Begins a check when the last one of the program is over.
     *
     * @param check begins it, and returns what aborts it; what it is given must be called once, later, when it is over
     * @param over gets what that gets
     * @return aborts it
     */
    Runnable begin(ProcessName name, Function<Consumer<String>, Runnable> check, Consumer<String> over) {
        Place place = new Place();
        Turn last = turns.get(name);
        if (last == null) {
            begin(name, check, over, place);
        } else {
            Runnable begin = () -> begin(name, check, over, place);
            last.next = Optional.of(begin);
            place.abort = () -> last.next = last.next.filter(next -> !next.equals(begin));
        }
        return place::abort;
    }

    private void begin(
            ProcessName name, Function<Consumer<String>, Runnable> check, Consumer<String> over, Place place) {
        Turn turn = new Turn(name);
        turns.put(name, turn);
        try {
            place.abort = check.apply(problem -> {
                turn.over();
                over.accept(problem);
            });
        } catch (Throwable failure) {
            turn.over(); // it has not begun
            throw failure;
        }
    }
}

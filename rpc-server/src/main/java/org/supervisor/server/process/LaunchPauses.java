package org.supervisor.server.process;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** How far the launches of one process are apart, after starts that failed and after ends. Loop's thread. */
final class LaunchPauses {
    private final ProcessSpec spec;
    private final TimeSource time;
    private final RandomGenerator random;
    private EarlyExits earlyExits = EarlyExits.NONE;

    LaunchPauses(ProcessSpec spec, TimeSource time, RandomGenerator random) {
        this.spec = spec;
        this.time = time;
        this.random = random;
    }

    /** Its short lives in a row. */
    EarlyExits earlyExits() {
        return earlyExits;
    }

    /** Goes on with what an earlier supervisor has counted. */
    void resume(Remembered before) {
        earlyExits = new EarlyExits(before.earlyExits(), before.launchedAtNanos());
    }

    /** Earlier ends do not count any more. */
    void forget() {
        earlyExits = EarlyExits.NONE;
    }

    /** A launch has succeeded. */
    void launched() {
        earlyExits = earlyExits.launched(time.nanos());
    }

    /** The pause after a start that failed. */
    State.Backoff afterFailure(int failures, long pauseStartsNanos, String reason) {
        Duration pause = spec.start().pause().delay(failures, random);
        return new State.Backoff(failures, pauseStartsNanos + pause.toNanos(), reason);
    }

    /** Counts an end, and returns the pause before a restart; empty: there is none. */
    Optional<State.RestartDelay> afterEnd(State.Exited exited) {
        long now = time.nanos();
        earlyExits = earlyExits.ended(now, spec.restart().reset());
        if (!spec.restart().restartsAfter(exited.status())) {
            return Optional.empty();
        }
        Duration rest = spec.restart().rest(earlyExits, now, random);
        return rest.isPositive()
                ? Optional.of(new State.RestartDelay(
                        exited.status(), exited.expected(), earlyExits.inARow(), rest, now + rest.toNanos()))
                : Optional.empty();
    }
}

package org.supervisor.server.engine;

import java.util.Random;

/** What fails now and then, by chance; nothing does in a scenario without faults, or while the daemon is closed. */
final class SimulatedFaults {
    final boolean exist;
    boolean mayBeRaised; // not while the daemon is being built
    boolean isClosing;
    int spawnFailsOnceIn = 60;
    int watchFailsOnceIn = 500;
    int signalFailsOnceIn = 300;
    private final Random chance;
    private final SimulatedTime time;
    private final SimulatedTrace trace;
    private long lastAt = Long.MIN_VALUE;

    SimulatedFaults(boolean exist, Random chance, SimulatedTime time, SimulatedTrace trace) {
        this.exist = exist;
        this.chance = chance;
        this.time = time;
        this.trace = trace;
    }

    /** Throws something once in so many calls. */
    void maybe(int once, String where) {
        if (exist && mayBeRaised && !isClosing && chance.nextInt(once) == 0) {
            lastAt = time.nanos();
            SimulatedFault.raise(trace, chance, where);
        }
    }

    /** Whether bytes may be lost now: the daemon is closed, or a launch may have failed in the end. */
    boolean excuseLoss() {
        return isClosing || lastAt == time.nanos();
    }

    /** Which of a hundred equally likely courses something takes; the last one if nothing fails. */
    int percent() {
        return exist ? chance.nextInt(100) : 99;
    }

    /** A number below this. */
    int upTo(int bound) {
        return chance.nextInt(bound);
    }
}

package org.supervisor.server.engine;

import java.util.Random;

/** Something that the simulation throws, and that is to be reported and to do no other harm. */
final class SimulatedFault {
    /** What its message begins with, by which it is known in the log. */
    static final String MARK = "a fault of the simulation in ";

    private SimulatedFault() {}

    /** An exception or an error, as both happen. */
    static void raise(SimulatedTrace trace, Random chance, String where) {
        trace.note("throws in " + where);
        switch (chance.nextInt(3)) {
            case 0 -> throw new IllegalStateException(MARK + where);
            case 1 -> throw new AssertionError(MARK + where);
            default -> throw new OutOfMemoryError(MARK + where);
        }
    }
}

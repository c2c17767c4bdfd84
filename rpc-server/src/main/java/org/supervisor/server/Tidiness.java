package org.supervisor.server;

import java.time.Duration;

/**
 * Keeps the heap small for a long life. The JVM's serial collector lets the old generation grow to its limit before it looks
 * at what has become garbage there, such as what was left of reading a large configuration. Confined to one thread.
 */
final class Tidiness {
    /** Between two looks, which cost nothing. */
    static final Duration PERIOD = Duration.ofSeconds(30);

    private static final long WORTHWHILE_BYTES = 4 << 20;

    private long tidyBytes = Runtime.getRuntime().totalMemory();

    /** Collects, which takes some milliseconds, if the heap has grown by a quarter since the last time. */
    void look() {
        if (Runtime.getRuntime().totalMemory() > tidyBytes + tidyBytes / 4 + WORTHWHILE_BYTES) {
            System.gc();
            tidyBytes = Runtime.getRuntime().totalMemory();
        }
    }
}

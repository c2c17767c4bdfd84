package org.supervisor.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps the heap small for a long life. The JVM's serial collector lets the old generation grow to its limit before it looks
 * at what has become garbage there, such as what was left of reading a large configuration. Confined to one thread.
 */
final class Tidiness {
    /** Between two looks, which cost nothing. */
    static final Duration PERIOD = Duration.ofSeconds(30);

    private static final long WORTHWHILE_BYTES = 4 << 20;

    private final LongSupplier heapBytes;
    private final Runnable collector;
    private long tidyBytes;

    /** Looks after the heap of this JVM. */
    Tidiness() {
        this(Runtime.getRuntime()::totalMemory, System::gc);
    }

    /**
     * @param heapBytes how much the heap has taken from the system
     * @param collector gives back what it can
     */
    Tidiness(LongSupplier heapBytes, Runnable collector) {
        this.heapBytes = heapBytes;
        this.collector = collector;
        tidyBytes = heapBytes.getAsLong();
    }

    /** Collects, which takes some milliseconds, if the heap has grown by a quarter since the last time. */
    void look() {
        if (heapBytes.getAsLong() > tidyBytes + tidyBytes / 4 + WORTHWHILE_BYTES) {
            collector.run();
            tidyBytes = heapBytes.getAsLong();
        }
    }
}

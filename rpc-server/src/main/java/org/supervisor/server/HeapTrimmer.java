package org.supervisor.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps the heap small for a long life. The JVM's serial collector lets the old generation grow to its limit before it looks
 * at what has become garbage there, such as what was left of reading a large configuration. Confined to one thread.
 */
final class HeapTrimmer {
    /** Between two looks, which cost nothing. */
    static final Duration PERIOD = Duration.ofSeconds(30);

    private static final long WORTHWHILE_BYTES = 1 << 20;

    /** Of a large heap that stays as it is an eighth is forgotten in some four minutes. */
    private static final long FORGOTTEN_PART = 64;

    private final LongSupplier heapBytes;
    private final Runnable collector;
    private final long startBytes;
    private long tidyBytes;

    /** Looks after the heap of this JVM. */
    HeapTrimmer() {
        this(Runtime.getRuntime()::totalMemory, System::gc);
    }

    /**
     * @param heapBytes how much the heap has taken from the system
     * @param collector gives back what it can
     */
    HeapTrimmer(LongSupplier heapBytes, Runnable collector) {
        this.heapBytes = heapBytes;
        this.collector = collector;
        startBytes = heapBytes.getAsLong();
        tidyBytes = startBytes;
    }

    /**
     * Collects, which takes some milliseconds, if the heap has grown by an eighth since the last time. What the last time has
     * left is forgotten slowly: it may have been in use only then, such as answers on their way.
     */
    void look() {
        if (heapBytes.getAsLong() > tidyBytes + tidyBytes / 8 + WORTHWHILE_BYTES) {
            collector.run();
            tidyBytes = heapBytes.getAsLong();
        } else {
            tidyBytes = Math.max(startBytes, tidyBytes - tidyBytes / FORGOTTEN_PART);
        }
    }
}

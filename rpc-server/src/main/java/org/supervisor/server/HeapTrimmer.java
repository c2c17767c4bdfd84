package org.supervisor.server;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Keeps the heap of a long-lived daemon small. The JVM's serial collector lets the old generation grow to its limit
 * before it collects garbage there, such as that of reading a large configuration. Confined to one thread.
 */
final class HeapTrimmer {
    /** The time between two checks, which cost nothing. */
    static final Duration PERIOD = Duration.ofSeconds(30);

    private static final long WORTHWHILE_BYTES = 1 << 20;

    /** The baseline falls by this part at each check: by an eighth in some four minutes. */
    private static final long FORGOTTEN_PART = 64;

    private final LongSupplier heapBytes;
    private final Runnable collector;
    private final long startBytes;
    private long baselineBytes;

    /** Trims the heap of this JVM. */
    HeapTrimmer() {
        this(Runtime.getRuntime()::totalMemory, System::gc);
    }

    /**
     * @param heapBytes how much memory the heap has from the system
     * @param collector returns what it can
     */
    HeapTrimmer(LongSupplier heapBytes, Runnable collector) {
        this.heapBytes = heapBytes;
        this.collector = collector;
        startBytes = heapBytes.getAsLong();
        baselineBytes = startBytes;
    }

    /**
     * Collects, which takes some milliseconds, if the heap has grown by an eighth since the last time. The size after
     * the last collection counts less and less: some of it may have been in use only then, such as answers in transit.
     */
    void check() {
        if (heapBytes.getAsLong() > baselineBytes + baselineBytes / 8 + WORTHWHILE_BYTES) {
            collector.run();
            baselineBytes = heapBytes.getAsLong();
        } else {
            baselineBytes = Math.max(startBytes, baselineBytes - baselineBytes / FORGOTTEN_PART);
        }
    }
}

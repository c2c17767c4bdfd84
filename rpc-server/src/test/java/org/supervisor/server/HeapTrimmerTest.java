package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeapTrimmerTest {
    private static final long MIB = 1 << 20;

    private final AtomicLong heap = new AtomicLong(16 * MIB);
    private final AtomicInteger collections = new AtomicInteger();

    /** Each collection leaves 20 MiB. */
    private final HeapTrimmer heapTrimmer = new HeapTrimmer(heap::get, () -> {
        collections.incrementAndGet();
        heap.set(20 * MIB);
    });

    @Test
    void collectsOnlyWhenTheHeapHasGrownByAnEighthAndAMebibyte() {
        heap.set(19 * MIB);
        heapTrimmer.check();
        assertThat(collections).hasValue(0);
        heap.set(19 * MIB + 1);
        heapTrimmer.check();
        assertThat(collections).hasValue(1);
    }

    @Test
    void measuresGrowthFromWhatTheLastCollectionLeft() {
        heap.set(500 * MIB);
        heapTrimmer.check();
        heap.set(23 * MIB + MIB / 2);
        heapTrimmer.check();
        assertThat(collections).hasValue(1);
        heap.set(23 * MIB + MIB / 2 + 1);
        heapTrimmer.check();
        assertThat(collections).hasValue(2);
    }

    @Test
    void collectsAgainWhatWasInUseWhenItLastCollected() {
        AtomicLong left = new AtomicLong(100 * MIB);
        HeapTrimmer busy = new HeapTrimmer(heap::get, () -> {
            collections.incrementAndGet();
            heap.set(left.get());
        });
        heap.set(200 * MIB);
        busy.check();
        assertThat(heap).hasValue(100 * MIB);
        left.set(16 * MIB);
        for (int looks = 0; looks < 9; looks++) {
            busy.check();
        }
        assertThat(collections).hasValue(1);
        busy.check();
        assertThat(collections).hasValue(2);
        assertThat(heap).hasValue(16 * MIB);
        for (int looks = 0; looks < 1000; looks++) {
            busy.check();
        }
        assertThat(collections).hasValue(2);
    }
}

package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Stands for a missing log: text is only counted, as removed. */
final class NoLog implements Stage {
    private final ByteCounts counts;

    NoLog(ByteCounts counts) {
        this.counts = counts;
    }

    @Override
    public void accept(ByteBuffer text) {
        counts.removed(text.remaining());
    }
}

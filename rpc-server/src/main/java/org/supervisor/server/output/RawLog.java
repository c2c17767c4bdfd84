package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Writes text to its log as it comes. */
final class RawLog implements Stage {
    private final LogFile log;
    private final ByteCounts counts;

    /**
     * Writes to this log.
     *
     * @param log released by {@link #close}
     */
    RawLog(LogFile log, ByteCounts counts) {
        this.log = log;
        this.counts = counts;
    }

    @Override
    public void accept(ByteBuffer text) {
        int offered = text.remaining();
        counts.logged(offered, log.append(text, counts.ifLost(offered)));
    }

    @Override
    public boolean isCongested() {
        return log.isCongested();
    }

    @Override
    public void close() {
        log.release();
    }
}

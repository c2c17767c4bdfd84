package org.supervisor.server.output;

import java.nio.ByteBuffer;
import org.supervisor.server.process.TimeSource;

/** Writes text to its log as lines of a format. Lines of which only a part could be written count as dropped. */
final class LineLog extends LineWriter {
    private final LogFile log;
    private final ByteCounts counts;

    /**
     * Writes to this log.
     *
     * @param log released by {@link #close}
     */
    LineLog(LogFile log, ByteCounts counts, LineFormat format, ChildStream source, LogFiles files, TimeSource time) {
        super(format, source, files, time);
        this.log = log;
        this.counts = counts;
    }

    @Override
    void write(ByteBuffer out, int taken) {
        int offered = out.remaining();
        boolean isWhole = log.append(out, counts.ifLost(taken)) == offered;
        counts.logged(taken, isWhole ? taken : 0);
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

package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Writes text to its log as it comes. */
final class RawLog implements Stage {
    private final LogFile log;
    private final ByteCounts counts;
    private PipeHead head = PipeHead.NONE; // of what is accepted now

    /**
     * Writes to this log.
     *
     * @param log released by {@link #close}
     */
    RawLog(LogFile log, ByteCounts counts) {
        this.log = log;
        this.counts = counts;
    }

    /** Whether it can take bytes from their pipe. */
    boolean takesMoves() {
        return log.takesMoves();
    }

    /** Where the text comes from that is accepted from now on. */
    void from(PipeHead origin) {
        head = origin;
    }

    /** Moves what is at the head of a pipe to the log; as {@link LogFile#moveUnseen}. */
    int moveUnseen(PipeHead origin) {
        return log.moveUnseen(origin);
    }

    /** Reads what was moved last; as {@link LogFile#readMoved}. */
    boolean readMoved(ByteBuffer last) {
        return log.readMoved(last);
    }

    @Override
    public void accept(ByteBuffer text) {
        int offered = text.remaining();
        counts.logged(offered, log.append(text, counts.ifLost(offered), head));
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

package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A log that may be slow or have no reader: it accepts bytes and writes them later, so that no caller has to wait. */
interface LogDevice extends AutoCloseable {
    /**
     * Accepts all of these bytes, or none of them if too many wait already; the buffer's position shows which.
     *
     * @param ifLost run, by any thread, if they were accepted but cannot be written
     */
    void offer(ByteBuffer bytes, Runnable ifLost);

    /** Why bytes are being dropped at present; empty if they are not. */
    Optional<String> trouble();

    /** Whether the reader falls behind, so that reading more output should pause. */
    boolean isCongested();

    /** Whether the reader has read something lately, or had nothing to read. */
    boolean isRead();

    /** Accepts no more; what waits is still written. */
    @Override
    void close();

    /** Waits until everything is written, but no longer than this. */
    void awaitEnd(Duration timeout);
}

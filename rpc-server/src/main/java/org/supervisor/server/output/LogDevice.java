package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** A log that may be slow or have no reader: it takes what it is given and writes it later, so that nobody has to wait. */
interface LogDevice extends AutoCloseable {
    /**
     * Takes all of these bytes, or none of them if too many wait already; the buffer shows which.
     *
     * @param ifLost run, by any thread, if they were taken but cannot be written
     */
    void offer(ByteBuffer bytes, Runnable ifLost);

    /** Why bytes are being dropped at present; empty if they are not. */
    Optional<String> trouble();

    /** Whether the reader falls behind, so that more output is better left where it is. */
    boolean isCongested();

    /** Whether the reader has taken something lately, or had nothing to take. */
    boolean isRead();

    /** Takes no more; what waits is still written. */
    @Override
    void close();

    /** Waits until everything is written, but no longer than this. */
    void awaitEnd(Duration patience);
}

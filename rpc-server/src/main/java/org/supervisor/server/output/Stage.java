package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One step on the way of a stream's bytes: a filter, which passes text on to the next stage, or a destination. Confined
 * to the event loop's thread.
 */
interface Stage {
    /**
     * Takes a chunk.
     *
     * @param text its content may be used again as soon as this returns; position and limit may be moved
     */
    void accept(ByteBuffer text);

    /** The child has exited and its pipe is empty: writes the unfinished line. More may come from its descendants. */
    default void end() {}

    /** Writes what is held back because it follows a capture. */
    default void release() {}

    /** Whether something is held back because it follows a capture. */
    default boolean isHolding() {
        return false;
    }

    /** How many bytes are held back, for whatever reason. */
    default int pending() {
        return 0;
    }

    /** Writes down what the log will need of what is held back, and what it is held back for. */
    default void save(DataOutput out) throws IOException {}

    /** Holds back what {@link #save} has written. */
    default void restore(DataInput in) throws IOException {}

    /** Whether a reader of the output falls behind, so that the child should wait. */
    default boolean isCongested() {
        return false;
    }

    /** The stream has ended. */
    default void close() {}
}

package org.supervisor.server.output;

import java.nio.ByteBuffer;

/** Follows how a batch of output gets into its log. Called while the log is locked. */
interface BatchProgress {
    /** Nobody needs to know. */
    BatchProgress NONE = new BatchProgress() {
        @Override
        public boolean skip(ByteBuffer bytes) {
            return false;
        }

        @Override
        public void wrote(int count) {}

        @Override
        public void goesOnIn(LogPosition position) {}
    };

    /**
     * Moves the buffer's position over what the log has already got.
     *
     * @return whether that was the last of it, so that the next bytes go to the end of the log
     */
    boolean skip(ByteBuffer bytes);

    /** So many bytes of the batch are in the log now. */
    void wrote(int count);

    /** The next bytes go to another file, or to another place in this one. */
    void goesOnIn(LogPosition position);
}

package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Bytes that have been looked at, and may still be in the pipe they come from. What reaches the log by {@link #move} is in the
 * pipe or in the log at any moment, so that no death of this process loses or doubles it. Loop's thread.
 */
public interface PipeHead {
    /** The file cannot be moved to, now or later. */
    int REFUSED = -1;

    /** The pipe holds nothing now. */
    int EMPTY = -2;

    /** Bytes that are in memory only, such as those that were read. */
    PipeHead NONE = new PipeHead() {
        @Override
        public int left() {
            return 0;
        }

        @Override
        public Target open(Path path) {
            return Target.NONE;
        }

        @Override
        public int move(Target target, int count) {
            return 0;
        }

        @Override
        public void take(int count) {}
    };

    /** A file that bytes can be moved to. */
    interface Target extends AutoCloseable {
        /** None. */
        Target NONE = new Target() {
            @Override
            public int descriptor() {
                return REFUSED;
            }

            @Override
            public boolean readMoved(ByteBuffer bytes) {
                return false;
            }

            @Override
            public void close() {}
        };

        /** The file's descriptor, or {@link #REFUSED}. */
        int descriptor();

        /** Reads what was moved to it last, as much as remains in a direct buffer. Whether that could be done. */
        boolean readMoved(ByteBuffer bytes);

        @Override
        void close();
    }

    /** How many of them are still in the pipe. */
    int left();

    /** Opens an existing file to be moved to. */
    Target open(Path path);

    /**
     * Moves the next bytes to the end of a file.
     *
     * @return bytes moved, possibly fewer; 0 at the end of the data, or if the file takes none now; {@link #EMPTY}; or
     *     {@link #REFUSED}
     */
    int move(Target target, int count);

    /** Takes the next bytes out of the pipe, because they go another way. */
    void take(int count);
}

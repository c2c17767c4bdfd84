package org.supervisor.server.output;

import java.nio.ByteBuffer;
import org.supervisor.server.process.TimeSource;

/**
 * Copies all that is logged to the daemon's own standard output, in whole lines. As long as it is read, however slowly,
 * the child waits for it; without a reader, what does not fit is dropped. Its bytes are not counted: those of the
 * program's own log are.
 */
final class StandardOutputCopy extends LineWriter {
    private final LogFile output;

    StandardOutputCopy(LineFormat format, ChildStream source, LogFiles files, TimeSource time) {
        super(format, source, files, time);
        this.output = files.openStandardOutput();
    }

    @Override
    void write(ByteBuffer out, int taken) {
        output.append(out);
    }

    /** Its unfinished line is the log's too, where it is counted. */
    @Override
    public int pending() {
        return 0;
    }

    @Override
    public boolean isCongested() {
        return output.isCongestedAndRead();
    }

    @Override
    public void close() {
        output.release();
    }
}

package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.supervisor.server.process.TimeSource;

/** Cuts text into lines and writes them in a format, as many at a time as the scratch buffer holds, each whole. */
abstract class LineWriter implements Stage {
    private final Lines lines = new Lines();
    private final LineFormat format;
    private final ChildStream source;
    private final LogFiles files;
    private final TimeSource time;

    LineWriter(LineFormat format, ChildStream source, LogFiles files, TimeSource time) {
        this.format = format;
        this.source = source;
        this.files = files;
        this.time = time;
    }

    /**
     * Writes finished lines.
     *
     * @param out the lines, to be consumed
     * @param taken how many bytes of the stream they are
     */
    abstract void write(ByteBuffer out, int taken);

    @Override
    public final void accept(ByteBuffer text) {
        Batch batch = new Batch();
        lines.accept(text, batch::add);
        batch.write();
    }

    /** Writes the unfinished line as if it had ended. */
    @Override
    public final void end() {
        Batch batch = new Batch();
        lines.end(batch::add);
        batch.write();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        lines.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        lines.restore(in);
    }

    @Override
    public int pending() {
        return lines.pending();
    }

    /** Lines that go out in one write. */
    private final class Batch {
        private final LineFormat.Prefix prefix = format.prefix(source, time.now());
        private final ByteBuffer out = files.lineScratch();
        private int taken;

        void add(ByteBuffer line, int bytes, boolean goesOn) {
            if (out.remaining() < format.mostBytes(line.remaining())) {
                write();
            }
            prefix.write(out, line, goesOn);
            taken += bytes;
        }

        void write() {
            LineWriter.this.write(out.flip(), taken);
            taken = 0;
            out.clear();
        }
    }
}

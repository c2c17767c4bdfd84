package org.supervisor.server.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * Output that is on its way into a log. There is one at a time.
 *
 * @param number counts batches
 * @param region where the checkpoint of its stream is
 * @param step what is done with it; NONE: all of it is in the log
 * @param stagedFrom where it begins in the staging file, which ends with it
 * @param time what it is logged with
 * @param position where the log's part of it begins: the rest of it is behind that, or not written
 * @param done how many bytes were written to files before that one
 */
record Batch(long number, int region, Step step, long stagedFrom, Instant time, LogPosition position, long done) {
    /** What makes a stream write to its log. */
    enum Step {
        /** It does not. */
        NONE,
        /** Bytes were moved out of its pipe. */
        TEXT,
        /** What was held back after a capture is released. */
        RELEASE,
        /** Its child has ended. */
        END
    }

    /** Whether some of it may be missing in the log. */
    boolean isOpen() {
        return step != Step.NONE;
    }

    /** The rest of it goes elsewhere. */
    Batch goesOnIn(LogPosition next, long doneBefore) {
        return new Batch(number, region, step, stagedFrom, time, next, doneBefore);
    }

    /** All of it is in the log. */
    Batch closed() {
        return new Batch(number, region, Step.NONE, stagedFrom, time, position, done);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(number);
            out.writeInt(region);
            out.writeUTF(step.name());
            out.writeLong(stagedFrom);
            out.writeLong(time.getEpochSecond());
            out.writeInt(time.getNano());
            out.writeUTF(position.file());
            out.writeLong(position.size());
            out.writeLong(done);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException these bytes are no batch of this version */
    static Batch decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        return new Batch(
                in.readLong(),
                in.readInt(),
                step(in.readUTF()),
                in.readLong(),
                Instant.ofEpochSecond(in.readLong(), in.readInt()),
                new LogPosition(in.readUTF(), in.readLong()),
                in.readLong());
    }

    private static Step step(String name) throws IOException {
        try {
            return Step.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new IOException("a batch has the step " + name + ", which this version does not know", unknown);
        }
    }
}

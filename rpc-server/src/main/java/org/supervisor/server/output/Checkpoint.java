package org.supervisor.server.output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/**
 * What it takes to go on with a stream whose output is logged in another form than it was read.
 *
 * @param plan how it is logged; only the part that its log depends on
 * @param state what its stages hold back after the last whole batch
 */
record Checkpoint(StreamSink.Plan plan, ByteBuffer state) {
    /** The part of it that does not change. */
    static byte[] encode(StreamSink.Plan plan, StreamSpec.Log.File log) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            ChildStream source = plan.source();
            out.writeUTF(source.name().group());
            out.writeUTF(source.name().process());
            out.writeUTF(source.program());
            out.writeInt(source.pid());
            out.writeUTF(source.stream().name());
            out.writeUTF(NativeText.of(log.path()));
            out.writeLong(log.maxBytes());
            out.writeInt(log.backups());
            out.writeUTF(plan.format().name());
            out.writeLong(plan.spec().captureMaxBytes());
            out.writeBoolean(plan.spec().stripsAnsi());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * What {@link #encode} has written, and the state behind it.
     *
     * @throws IOException these bytes are no checkpoint of this version
     */
    static Checkpoint decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            ProcessName name = new ProcessName(in.readUTF(), in.readUTF());
            ChildStream source = new ChildStream(name, in.readUTF(), in.readInt(), LogStream.valueOf(in.readUTF()));
            StreamSpec.Log log = new StreamSpec.Log.File(NativeText.path(in.readUTF()), in.readLong(), in.readInt());
            OutputSpec.Format format = OutputSpec.Format.valueOf(in.readUTF());
            StreamSpec spec = new StreamSpec(log, in.readLong(), false, false, in.readBoolean());
            return new Checkpoint(
                    new StreamSink.Plan(source, spec, format, Optional.empty()), ByteBuffer.wrap(in.readAllBytes()));
        } catch (IllegalArgumentException unknown) {
            throw new IOException("a checkpoint was not written by this version", unknown);
        }
    }

    /** Whether a stream with that plan holds back the same things in the same way. */
    boolean fits(StreamSink.Plan other) {
        return plan.format() == other.format()
                && plan.spec().captureMaxBytes() == other.spec().captureMaxBytes()
                && plan.spec().stripsAnsi() == other.spec().stripsAnsi()
                && plan.spec().log() instanceof StreamSpec.Log.File ours
                && other.spec().log() instanceof StreamSpec.Log.File theirs
                && ours.path().equals(theirs.path());
    }
}

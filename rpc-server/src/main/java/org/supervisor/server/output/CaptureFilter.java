package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Removes captured text from the stream and passes on the remaining text, in the scratch buffer for filters. If text is
 * still held back when the child ends, so is the end, until the text is released.
 */
final class CaptureFilter extends Filter {
    private final Capture capture;
    private final LogFiles files;
    private final ByteCounts counts;
    private final Consumer<byte[]> messages;
    private boolean endsOnRelease;

    /**
     * Captures a limited amount at a time.
     *
     * @param messages receives what was captured, after the text before it was passed on
     */
    CaptureFilter(long maxBytes, Consumer<byte[]> messages, LogFiles files, ByteCounts counts, Stage next) {
        super(next);
        this.capture = new Capture(maxBytes);
        this.messages = messages;
        this.files = files;
        this.counts = counts;
    }

    @Override
    public void accept(ByteBuffer chunk) {
        if (endsOnRelease) {
            release();
        }
        int end = chunk.limit();
        while (chunk.position() < end) {
            chunk.limit(Math.min(end, chunk.position() + Rotation.ONE_READ));
            Optional<byte[]> message = filter(chunk);
            chunk.limit(end);
            message.ifPresent(messages);
        }
    }

    private Optional<byte[]> filter(ByteBuffer chunk) {
        ByteBuffer plain = files.filterScratch();
        int before = capture.pending() + chunk.remaining();
        Optional<byte[]> message = capture.filter(chunk, plain);
        pass(plain, before - chunk.remaining());
        return message;
    }

    /** Passes on plain text and counts everything else as removed, but for what is still held back. */
    private void pass(ByteBuffer plain, int taken) {
        plain.flip();
        counts.removed(taken - capture.pending() - plain.remaining());
        next.accept(plain);
    }

    @Override
    public void end() {
        if (isHolding()) {
            endsOnRelease = true;
            return;
        }
        ByteBuffer plain = files.filterScratch();
        int before = capture.pending();
        capture.end(plain);
        pass(plain, before);
        super.end();
    }

    @Override
    public void release() {
        if (isHolding()) {
            ByteBuffer plain = files.filterScratch();
            int before = capture.pending();
            capture.release(plain);
            pass(plain, before);
        }
        if (endsOnRelease) {
            endsOnRelease = false;
            end();
        }
    }

    @Override
    public boolean isHolding() {
        return capture.isHolding();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeBoolean(endsOnRelease);
        capture.save(out);
        super.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        endsOnRelease = in.readBoolean();
        capture.restore(in);
        super.restore(in);
    }

    @Override
    public int pending() {
        return capture.pending() + super.pending();
    }
}

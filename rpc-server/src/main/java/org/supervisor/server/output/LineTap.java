package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Gives the lines of a stream to somebody, for as long as they are wanted. */
final class LineTap implements Stage {
    private final OutputWatch watch;
    private Lines lines = new Lines();

    LineTap(OutputWatch watch) {
        this.watch = watch;
    }

    @Override
    public void accept(ByteBuffer text) {
        if (watch.wantsLines()) {
            lines.accept(text, this::line);
        }
        forget();
    }

    @Override
    public void end() {
        if (watch.wantsLines()) {
            lines.end(this::line);
        }
        forget();
    }

    private void line(ByteBuffer line, int taken, boolean goesOn) {
        if (watch.wantsLines()) {
            watch.line(StandardCharsets.UTF_8.decode(line).toString());
        }
    }

    /** The beginning of a line that nobody will look at needs no memory. */
    private void forget() {
        if (lines.pending() > 0 && !watch.wantsLines()) {
            lines = new Lines();
        }
    }
}

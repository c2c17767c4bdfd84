package org.supervisor.server.engine;

import java.util.List;
import org.supervisor.api.LogStream;

/**
 * The descriptors that connect us with one child.
 *
 * @param outputs its output pipes
 * @param input what is written to its standard input
 */
record ChildIo(List<OutputPipe> outputs, ChildInput input) {
    /** No child, no descriptors. */
    static final ChildIo NONE = new ChildIo(List.of(), ChildInput.NONE);

    /** Reads what the child left behind when it exited. */
    void drain() {
        outputs.forEach(OutputPipe::drain);
        input.close();
    }

    /** A new child is coming: output of this one that was held back is written before that of the new one. */
    void makeWay() {
        outputs.forEach(OutputPipe::release);
    }

    void close() {
        outputs.forEach(OutputPipe::close);
        input.close();
    }

    /** Whether a pipe is still open: the child lives, or a grandchild holds the other end. */
    boolean isOpen() {
        return outputs.stream().anyMatch(OutputPipe::isOpen);
    }

    /** The last lines of a stream; empty if it has no pipe of its own. */
    String recentOutput(LogStream stream) {
        for (OutputPipe output : outputs) {
            if (output.sink().stream() == stream) {
                return output.sink().recentOutput();
            }
        }
        return "";
    }
}

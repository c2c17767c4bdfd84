package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.supervisor.server.output.PipeHead;

/** The bytes of a pipe that were looked at last, and are still in it. Loop's thread. */
final class PeekedBytes implements PipeHead {
    private final Kernel kernel;
    private final ByteBuffer memory;
    private int descriptor;
    private int count;
    private int left;

    /**
     * Bytes of no pipe yet.
     *
     * @param memory where they are when they have been looked at
     */
    PeekedBytes(Kernel kernel, ByteBuffer memory) {
        this.kernel = kernel;
        this.memory = memory.duplicate();
    }

    /** So many bytes of this pipe have been looked at. */
    PeekedBytes of(int pipe, int peeked) {
        descriptor = pipe;
        count = peeked;
        left = peeked;
        return this;
    }

    @Override
    public int left() {
        return left;
    }

    @Override
    public Target open(Path path) {
        int target = kernel.openTarget(path);
        return new Target() {
            @Override
            public int descriptor() {
                return target;
            }

            @Override
            public boolean readMoved(ByteBuffer bytes) {
                return kernel.readMoved(target, bytes);
            }

            @Override
            public void close() {
                kernel.close(target);
            }
        };
    }

    @Override
    public int move(Target target, int most) {
        int moved = kernel.move(descriptor, target.descriptor(), Math.min(most, left));
        left -= Math.max(0, moved);
        return moved;
    }

    /** They are read to where they are already: that changes nothing. */
    @Override
    public void take(int most) {
        int begin = count - left;
        int end = begin + Math.min(most, left);
        left = count - end;
        memory.limit(end).position(begin);
        while (memory.hasRemaining() && kernel.read(descriptor, memory) > 0) {
            // somebody else may have read some of it
        }
    }

    /** Takes out of the pipe what nobody has moved or taken. */
    void takeRest() {
        take(left);
    }
}

package org.supervisor.server.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.supervisor.server.output.PipeHead;

/** The bytes of a pipe that were looked at last, and are still in it. Loop's thread. */
final class PeekedBytes implements PipeHead {
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(16 * 1024);
    private final Kernel kernel;
    private int descriptor;
    private int left;

    PeekedBytes(Kernel kernel) {
        this.kernel = kernel;
    }

    /** So many bytes of this pipe have been looked at. */
    PeekedBytes of(int pipe, int count) {
        descriptor = pipe;
        left = count;
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
            public void close() {
                kernel.close(target);
            }
        };
    }

    @Override
    public int move(Target target, int count) {
        int moved = kernel.move(descriptor, target.descriptor(), Math.min(count, left));
        left -= Math.max(0, moved);
        return moved;
    }

    @Override
    public void take(int count) {
        int most = Math.min(count, left);
        left -= most;
        while (most > 0) {
            int taken = kernel.read(descriptor, scratch.clear().limit(Math.min(most, scratch.capacity())));
            if (taken <= 0) {
                return; // somebody else has read it
            }
            most -= taken;
        }
    }

    /** Takes out of the pipe what nobody has moved or taken. */
    void takeRest() {
        take(left);
    }
}

package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A stage that passes text on to the next one. */
abstract class Filter implements Stage {
    /** The next stage. */
    final Stage next;

    Filter(Stage next) {
        this.next = next;
    }

    @Override
    public void end() {
        next.end();
    }

    @Override
    public int pending() {
        return next.pending();
    }

    @Override
    public void save(DataOutput out) throws IOException {
        next.save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        next.restore(in);
    }

    @Override
    public boolean isCongested() {
        return next.isCongested();
    }

    @Override
    public void close() {
        next.close();
    }
}

package org.supervisor.server.output;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Gives the same text to several destinations, in their order. */
final class FanOut implements Stage {
    private final Stage[] destinations; // an array: this is walked for every chunk

    FanOut(List<Stage> destinations) {
        this.destinations = destinations.toArray(Stage[]::new);
    }

    @Override
    public void accept(ByteBuffer text) {
        accept(text, 0);
    }

    /** The same, for text that the first of them has got already. */
    void acceptAfterFirst(ByteBuffer text) {
        accept(text, 1);
    }

    private void accept(ByteBuffer text, int from) {
        if (!text.hasRemaining()) {
            return;
        }
        int start = text.position();
        int end = text.limit();
        for (int next = from; next < destinations.length; next++) {
            destinations[next].accept(text.limit(end).position(start));
        }
        text.limit(end).position(end);
    }

    @Override
    public void end() {
        for (Stage destination : destinations) {
            destination.end();
        }
    }

    @Override
    public int pending() {
        int all = 0;
        for (Stage destination : destinations) {
            all += destination.pending();
        }
        return all;
    }

    /** The log comes first, and nobody else is promised to get what was held back. */
    @Override
    public void save(DataOutput out) throws IOException {
        destinations[0].save(out);
    }

    @Override
    public void restore(DataInput in) throws IOException {
        destinations[0].restore(in);
    }

    @Override
    public boolean isCongested() {
        for (Stage destination : destinations) {
            if (destination.isCongested()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        for (Stage destination : destinations) {
            destination.close();
        }
    }
}

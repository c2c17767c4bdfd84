package org.supervisor.server.output;

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
    public boolean isCongested() {
        return next.isCongested();
    }

    @Override
    public void close() {
        next.close();
    }
}

package org.supervisor.server.output;

/** A stage that hands text on to the next one. */
abstract class Filter implements Stage {
    /** What comes after it. */
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

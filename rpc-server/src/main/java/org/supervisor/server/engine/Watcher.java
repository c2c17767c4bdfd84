package org.supervisor.server.engine;

/**
 * Waits for descriptors to become ready, level-triggered: what is ready and is not dealt with is reported again. Confined to
 * one thread, but for {@link #wake}.
 */
public interface Watcher extends AutoCloseable {
    /** Is called when a descriptor is ready. */
    @FunctionalInterface
    interface Ready {
        /**
         * Called on the watcher's thread.
         *
         * @param readable there is data, or the end of it; for a pidfd: the process has ended
         * @param writable there is room
         * @param hangup the other end has been closed, or there is an error; data may still be there
         */
        void ready(boolean readable, boolean writable, boolean hangup);
    }

    /** The descriptor of this watcher itself, readable when something is ready: watchers can watch watchers. */
    int descriptor();

    /** Begins to watch a descriptor; a hangup is always reported. */
    void add(int descriptor, boolean read, boolean write, Ready handler);

    /** Changes what a descriptor is watched for. */
    void modify(int descriptor, boolean read, boolean write);

    /**
     * Stops watching a descriptor, before it is closed; its handler is not called again. Does nothing if it is unknown.
     */
    void remove(int descriptor);

    /**
     * Waits until something is ready or {@link #wake} was called, and calls the handlers.
     *
     * @param timeoutNanos how long at most; -1: without limit, 0: not at all
     * @return how many handlers were called
     */
    default int poll(long timeoutNanos) {
        return dispatch(await(timeoutNanos));
    }

    /**
     * The first half of {@link #poll}: waits.
     *
     * @return the argument of {@link #dispatch}
     */
    int await(long timeoutNanos);

    /**
     * The second half of {@link #poll}: calls the handlers.
     *
     * @return how many were called
     */
    int dispatch(int count);

    /** Ends the present {@link #poll}, or else the next; any thread. */
    void wake();

    @Override
    void close();
}

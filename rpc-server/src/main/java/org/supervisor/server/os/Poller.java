package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Waits for descriptors to become ready, by epoll(7), level-triggered. Confined to one thread, but for {@link #wake}.
 *
 * <p>Remove a descriptor before it is closed: while another child is being launched its copy of the descriptor would
 * keep the epoll entry alive.
 */
public final class Poller implements AutoCloseable {
    private static final int MOST_EVENTS = 256;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate(MOST_EVENTS * SysEpoll.EVENT_SIZE, Long.BYTES);
    private final MemorySegment event = arena.allocate(SysEpoll.EVENT_SIZE, Long.BYTES);
    private final MemorySegment timespec = arena.allocate(JAVA_LONG, 2);
    private final MemorySegment one = arena.allocateFrom(JAVA_LONG, 1);
    private final MemorySegment wakes = arena.allocate(JAVA_LONG);
    private final int epoll = OsException.check(SysEpoll.create(), "cannot create an epoll");
    private final int eventfd = OsException.check(SysEpoll.eventfd(), "cannot create an eventfd");
    private Watched[] watched = new Watched[64]; // by descriptor: small numbers, which the kernel reuses
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Consumer<Throwable> onFailure;
    private int serial;
    private boolean closed; // guarded by this

    /** Is called when a descriptor is ready. */
    public interface Ready {
        /**
         * Called on the poller's thread.
         *
         * @param readable there is data, or the end of it; for a pidfd: the process has ended
         * @param writable there is room
         * @param hangup the other end has been closed, or there is an error; data may still be there
         */
        void ready(boolean readable, boolean writable, boolean hangup);
    }

    /** The serial distinguishes a descriptor from an earlier one of the same number in the same batch of events. */
    private record Watched(int serial, Ready handler) {}

    /**
     * A poller that watches nothing yet.
     *
     * @param onFailure gets whatever a handler throws; the other handlers are called all the same
     */
    public Poller(Consumer<Throwable> onFailure) {
        this.onFailure = onFailure;
        OsException.check(SysEpoll.add(epoll, eventfd, SysEpoll.EPOLLIN, eventfd, event), "cannot watch our eventfd");
    }

    /** The descriptor of this poller itself, readable when something is ready: pollers can watch pollers. */
    public int descriptor() {
        return epoll;
    }

    /** Begins to watch a descriptor; a hangup is always reported. */
    public void add(int fd, boolean read, boolean write, Ready handler) {
        Watched entry = new Watched(++serial, handler);
        if (fd >= watched.length) {
            watched = Arrays.copyOf(watched, Math.max(fd + 1, watched.length + watched.length / 2));
        }
        OsException.check(SysEpoll.add(epoll, fd, interest(read, write), data(fd, entry), event), cannotWatch(fd));
        watched[fd] = entry;
    }

    /** Changes what a descriptor is watched for. */
    public void modify(int fd, boolean read, boolean write) {
        Watched entry = entry(fd);
        if (entry == null) {
            throw new IllegalStateException("descriptor " + fd + " is not watched");
        }
        OsException.check(SysEpoll.modify(epoll, fd, interest(read, write), data(fd, entry), event), cannotWatch(fd));
    }

    /**
     * Stops watching a descriptor, before it is closed; its handler is not called again. Does nothing if it is unknown.
     */
    public void remove(int fd) {
        if (entry(fd) != null) {
            watched[fd] = null;
            OsException.check(SysEpoll.delete(epoll, fd), "cannot stop watching descriptor " + fd);
        }
    }

    /**
     * Waits until something is ready or {@link #wake} was called, and calls the handlers.
     *
     * @param timeoutNanos how long at most; -1: without limit, 0: not at all
     * @return how many handlers were called; 0 after a wake, the time-out or a signal
     */
    public int poll(long timeoutNanos) {
        return dispatch(await(timeoutNanos));
    }

    /**
     * The first half of {@link #poll}: waits.
     *
     * @return the argument of {@link #dispatch}
     */
    public int await(long timeoutNanos) {
        int count = SysEpoll.await(epoll, events, timespec, timeoutNanos);
        return count == -Errno.EINTR ? 0 : OsException.check(count, "cannot wait for events");
    }

    /**
     * The second half of {@link #poll}: calls the handlers.
     *
     * @return how many were called
     */
    public int dispatch(int count) {
        int called = 0;
        for (int index = 0; index < count; index++) {
            long data = SysEpoll.data(events, index);
            if (data == eventfd) {
                consumeWake();
            } else if (dispatch(data, SysEpoll.events(events, index))) {
                called++;
            }
        }
        return called;
    }

    /** Ends the present {@link #poll}, or else the next; any thread. Many calls cost one write. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            boolean written = false;
            try {
                writeWake();
                written = true;
            } finally {
                if (!written) {
                    woken.set(false); // else no later wake would be written either
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Descriptors.close(eventfd);
            Descriptors.close(epoll);
            arena.close();
        }
    }

    private synchronized void writeWake() {
        if (!closed) {
            Descriptors.write(eventfd, one, 0, Long.BYTES);
        }
    }

    /** First empties it, then resets the flag: the other way round a wake in between would be lost for good. */
    private void consumeWake() {
        Descriptors.read(eventfd, wakes, 0, Long.BYTES);
        woken.set(false);
    }

    private boolean dispatch(long data, int flags) {
        Watched entry = entry((int) data);
        if (entry == null || entry.serial() != (int) (data >>> Integer.SIZE)) {
            return false;
        }
        try {
            entry.handler()
                    .ready(
                            (flags & SysEpoll.EPOLLIN) != 0,
                            (flags & SysEpoll.EPOLLOUT) != 0,
                            (flags & (SysEpoll.EPOLLHUP | SysEpoll.EPOLLERR)) != 0);
        } catch (Throwable failure) {
            onFailure.accept(failure);
        }
        return true;
    }

    private Watched entry(int fd) {
        return fd >= 0 && fd < watched.length ? watched[fd] : null;
    }

    private static int interest(boolean read, boolean write) {
        return (read ? SysEpoll.EPOLLIN : 0) | (write ? SysEpoll.EPOLLOUT : 0);
    }

    private static long data(int fd, Watched entry) {
        return (long) entry.serial() << Integer.SIZE | fd;
    }

    private static String cannotWatch(int fd) {
        return "cannot watch descriptor " + fd;
    }
}

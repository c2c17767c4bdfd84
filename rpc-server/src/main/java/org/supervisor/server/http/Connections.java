package org.supervisor.server.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.supervisor.server.http.LenientConnections.LenientConnection;

/**
 * The connections with clients, which can be paused before they are handed to another build of the daemon: then no new
 * request is read, and what clients send waits in the kernel. Any thread.
 */
final class Connections {
    private final Set<LenientConnection> open = ConcurrentHashMap.newKeySet();
    private final List<LenientConnection> held = new ArrayList<>();
    private volatile boolean isPaused;

    void opened(LenientConnection connection) {
        open.add(connection);
    }

    void closed(LenientConnection connection) {
        open.remove(connection);
        changed();
    }

    /** A connection may be done with a request. */
    synchronized void changed() {
        if (isPaused) {
            notifyAll();
        }
    }

    /**
     * While it is paused: waits until at most so many have a request under way that will be answered, but no longer than this.
     *
     * @return whether that is so
     */
    synchronized boolean awaitQuiet(int most, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        long left = longest.toMillis();
        while (answering() > most && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
        return answering() <= most;
    }

    /** Whether no new request is to be read. */
    boolean isPaused() {
        return isPaused;
    }

    /** Requests that have begun go on. */
    synchronized void pause() {
        isPaused = true;
    }

    /** Keeps a connection, on which a new request has come, until the end of the pause; false if there is no pause. */
    synchronized boolean hold(LenientConnection connection) {
        if (isPaused) {
            held.add(connection);
        }
        return isPaused;
    }

    /** Ends the pause. */
    void resume() {
        List<LenientConnection> waiting;
        synchronized (this) {
            isPaused = false;
            waiting = List.copyOf(held);
            held.clear();
        }
        waiting.forEach(LenientConnection::readOn);
    }

    /** Those with a request under way that will be answered. */
    private long answering() {
        return open.stream()
                .filter(connection -> !connection.isIdle() && !connection.isEndless())
                .count();
    }

    /** Closes those that are in the middle of something, and those with TLS, which cannot be handed over. */
    void closeBusy() {
        Collection<LenientConnection> busy = open.stream()
                .filter(connection ->
                        !connection.isIdle() || connection.getEndPoint().isSecure())
                .toList();
        busy.forEach(connection -> connection.getEndPoint().close());
    }
}

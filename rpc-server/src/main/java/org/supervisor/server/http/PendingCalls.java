package org.supervisor.server.http;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.util.Callback;

/** The calls that have come in and not been answered. Any thread. */
final class PendingCalls {
    private final Set<Object> calls = Collections.newSetFromMap(new IdentityHashMap<>());

    /**
     * Adds a call.
     *
     * @return to be run once, when it has been answered or never will be
     */
    synchronized Runnable begin() {
        Object call = new Object();
        calls.add(call);
        return () -> end(call);
    }

    /** The same route, whose requests are calls until they are answered. */
    Route counted(Route route) {
        return new Route(
                route.path(), route.isPrefix(), route.method(), route.role(), (request, response, callback) -> {
                    Runnable answered = begin();
                    return route.handler().handle(request, response, Callback.from(callback, answered));
                });
    }

    private synchronized void end(Object call) {
        calls.remove(call);
        notifyAll();
    }

    /** How many there are. */
    synchronized int count() {
        return calls.size();
    }

    /** Waits until all are answered, but no longer than this. */
    synchronized void awaitNone(Duration timeout) throws InterruptedException {
        await(calls::isEmpty, timeout);
    }

    /** Waits until all of the present ones but so many are answered, however many come meanwhile. */
    synchronized void awaitAllBut(int most, Duration timeout) throws InterruptedException {
        Set<Object> earlier = new HashSet<>(calls);
        await(
                () -> {
                    earlier.retainAll(calls);
                    return earlier.size() <= most;
                },
                timeout);
    }

    private void await(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        long left = timeout.toMillis();
        while (!condition.getAsBoolean() && left > 0) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }
}

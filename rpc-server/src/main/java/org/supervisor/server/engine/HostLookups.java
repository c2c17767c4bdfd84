package org.supervisor.server.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks up the addresses of hosts. A look-up cannot be aborted, and blocks a thread of the system as long as the name service
 * does not answer: so one of a host goes on at a time, however many ask, and not on virtual threads, all of which would stand
 * still with some 250 of them. Any thread.
 */
final class HostLookups {
    private static final int MOST_AT_ONCE = 32;
    private static final int IDLE_SECONDS = 10;

    private final ConcurrentMap<String, CompletableFuture<InetAddress>> goingOn = new ConcurrentHashMap<>();
    private final Resolver resolver;
    private final Executor threads;

    /** The system's. */
    HostLookups() {
        this(InetAddress::getByName, threads());
    }

    HostLookups(Resolver resolver, Executor threads) {
        this.resolver = resolver;
        this.threads = threads;
    }

    /** Asks the name service. */
    @FunctionalInterface
    interface Resolver {
        InetAddress resolve(String host) throws UnknownHostException;
    }

    private static Executor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MOST_AT_ONCE,
                MOST_AT_ONCE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("host look-up ", 1).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /**
     * The address of a host.
     *
     * @param host a name, or an address
     * @return can be cancelled, which ends the wait and not the look-up; fails with {@link UnknownHostException}
     */
    CompletableFuture<InetAddress> address(String host) {
        try {
            return CompletableFuture.completedFuture(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return goingOn.computeIfAbsent(host, this::begin).copy();
        }
    }

    private CompletableFuture<InetAddress> begin(String host) {
        CompletableFuture<InetAddress> found = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                InetAddress address = resolver.resolve(host);
                goingOn.remove(host, found); // first: who asks after an answer gets another
                found.complete(address);
            } catch (UnknownHostException | RuntimeException problem) {
                goingOn.remove(host, found);
                found.completeExceptionally(problem);
            }
        });
        return found;
    }
}

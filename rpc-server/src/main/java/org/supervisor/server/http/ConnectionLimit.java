package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * Limits the connections of a listener. A connection is pending until a request of it was admitted. When the listener
 * is full, its oldest pending connection is closed for the next, so that silent connections cannot keep others out; but
 * not before it has had time to send its request, or of many that have waited for a place only the last would be
 * answered. If none is pending, the next is accepted when one ends. Any thread.
 */
final class ConnectionLimit implements SelectorManager.AcceptListener {
    /** What a client has sent while it waited is read in a fraction of it. */
    private static final Duration TIME_TO_ASK = Duration.ofSeconds(1);

    private static final long NEVER = Long.MAX_VALUE;

    private final AbstractConnector connector;
    private final int most;
    private final int mostPending;
    private final Map<SelectableChannel, Pending> pending = new LinkedHashMap<>();
    private final Map<InetAddress, Integer> pendingOf = new HashMap<>();
    private final Set<SelectableChannel> admitted = new HashSet<>();
    private int connections;
    private boolean isAccepting = true;
    private boolean isPaused;
    private boolean isLookScheduled;

    /** One without an admitted request; those of UNIX sockets have no address. */
    private record Pending(Optional<InetAddress> address, long since) {}

    /**
     * A limit.
     *
     * @param most how many connections there may be
     * @param mostPending how many pending connections there may be from one address
     */
    ConnectionLimit(AbstractConnector connector, int most, int mostPending) {
        this.connector = connector;
        this.most = most;
        this.mostPending = mostPending;
    }

    /** Called in the order in which connections are accepted; {@code onAccepted} comes from any thread, in any order. */
    @Override
    public synchronized void onAccepting(SelectableChannel channel) {
        connections++;
        if (admitted.remove(channel)) {
            return;
        }
        Optional<InetAddress> address = address(channel);
        pending.put(channel, new Pending(address, System.nanoTime()));
        address.filter(a -> pendingOf.merge(a, 1, Integer::sum) > mostPending).ifPresent(this::dismissOldestOf);
        if (connections > most && pending.size() > 1) {
            dismiss(pending.keySet().iterator().next());
        }
        acceptWhileThereIsRoom();
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        connections--;
        remove(channel);
        acceptWhileThereIsRoom();
    }

    /** A request of a connection was admitted. */
    synchronized void admit(Object channel) {
        remove(channel);
        acceptWhileThereIsRoom();
    }

    /** A connection that was handed over will not be pending. */
    synchronized void admitBefore(SelectableChannel channel) {
        admitted.add(channel);
    }

    /** Accepts nothing, or goes on; who connects meanwhile waits in the kernel. */
    synchronized void pause(boolean paused) {
        isPaused = paused;
        acceptWhileThereIsRoom();
    }

    /** A pending connection makes room for the next, once it has had its time. */
    private void acceptWhileThereIsRoom() {
        long untilRoom = isPaused ? NEVER : nanosUntilRoom();
        boolean accepts = untilRoom <= 0;
        if (accepts != isAccepting) {
            isAccepting = accepts;
            connector.setAccepting(accepts);
        }
        if (!accepts && untilRoom != NEVER && !isLookScheduled) {
            isLookScheduled = true;
            connector.getScheduler().schedule(this::look, untilRoom, TimeUnit.NANOSECONDS);
        }
    }

    private long nanosUntilRoom() {
        if (connections < most) {
            return 0;
        }
        if (pending.isEmpty()) {
            return NEVER;
        }
        Pending oldest = pending.values().iterator().next();
        return oldest.since() + TIME_TO_ASK.toNanos() - System.nanoTime();
    }

    private synchronized void look() {
        isLookScheduled = false;
        acceptWhileThereIsRoom();
    }

    private void remove(Object channel) {
        Pending removed = pending.remove(channel);
        if (removed != null) {
            removed.address()
                    .ifPresent(a -> pendingOf.computeIfPresent(a, (_, count) -> count == 1 ? null : count - 1));
        }
    }

    private void dismissOldestOf(InetAddress address) {
        pending.entrySet().stream()
                .filter(connection ->
                        connection.getValue().address().filter(address::equals).isPresent())
                .findFirst()
                .ifPresent(connection -> dismiss(connection.getKey()));
    }

    /** Jetty treats this as if the client had disconnected. */
    private void dismiss(SelectableChannel channel) {
        remove(channel);
        try {
            ((SocketChannel) channel).shutdownInput();
            ((SocketChannel) channel).shutdownOutput();
        } catch (IOException e) {
            // it is gone already
        }
    }

    private static Optional<InetAddress> address(SelectableChannel channel) {
        try {
            return ((SocketChannel) channel).getRemoteAddress() instanceof InetSocketAddress remote
                    ? Optional.of(remote.getAddress())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it is gone already
        }
    }
}

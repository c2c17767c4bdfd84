package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * How many connections a listener has. A connection is a stranger until it has made a request that was let in. When the
 * listener is full, the stranger that has been here longest has to go, so that nobody keeps others out by connecting and
 * saying nothing; where there are no strangers, the next is accepted when somebody leaves. Any thread.
 */
final class ConnectionLimit implements SelectorManager.AcceptListener {
    private final AbstractConnector connector;
    private final int most;
    private final int mostStrangers;
    private final Map<SelectableChannel, Optional<InetAddress>> strangers = new LinkedHashMap<>();
    private final Map<InetAddress, Integer> strangersOf = new HashMap<>();
    private int connections;
    private boolean isAccepting = true;

    /**
     * A limit.
     *
     * @param most how many connections there may be
     * @param mostStrangers how many strangers there may be from one address
     */
    ConnectionLimit(AbstractConnector connector, int most, int mostStrangers) {
        this.connector = connector;
        this.most = most;
        this.mostStrangers = mostStrangers;
    }

    /** Called in the order in which connections are accepted; {@code onAccepted} comes from any thread, in any order. */
    @Override
    public synchronized void onAccepting(SelectableChannel channel) {
        connections++;
        Optional<InetAddress> address = address(channel);
        strangers.put(channel, address);
        address.filter(a -> strangersOf.merge(a, 1, Integer::sum) > mostStrangers)
                .ifPresent(this::dismissOldestOf);
        if (connections > most && strangers.size() > 1) {
            dismiss(strangers.keySet().iterator().next());
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
        forget(channel);
        acceptWhileThereIsRoom();
    }

    /** A connection has made a request that was let in. */
    synchronized void know(Object channel) {
        forget(channel);
        acceptWhileThereIsRoom();
    }

    /** A stranger makes room for the next. */
    private void acceptWhileThereIsRoom() {
        boolean accepts = connections < most || !strangers.isEmpty();
        if (accepts != isAccepting) {
            isAccepting = accepts;
            connector.setAccepting(accepts);
        }
    }

    private void forget(Object channel) {
        Optional<InetAddress> address = strangers.remove(channel);
        if (address != null) {
            address.ifPresent(a -> strangersOf.computeIfPresent(a, (_, count) -> count == 1 ? null : count - 1));
        }
    }

    private void dismissOldestOf(InetAddress address) {
        strangers.entrySet().stream()
                .filter(stranger -> stranger.getValue().filter(address::equals).isPresent())
                .findFirst()
                .ifPresent(stranger -> dismiss(stranger.getKey()));
    }

    /** Jetty notices the end as if the client had gone. */
    private void dismiss(SelectableChannel channel) {
        forget(channel);
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

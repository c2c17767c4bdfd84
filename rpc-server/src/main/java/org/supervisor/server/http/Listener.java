package org.supervisor.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.server.AbstractConnector;
import org.supervisor.server.http.HandedSockets.Open;

/**
 * One place where the daemon listens, with the sockets of it: the one that listens, and one for each client. The JDK has no
 * way to get a descriptor out of a channel or into one, but the kernel has: a socket is found by its address, and one that was
 * inherited is put behind the descriptor of a channel that was opened for that (dup2(2)). Confined to one thread.
 */
abstract class Listener implements AutoCloseable {
    /** How long a thread of Jetty's may take to see that nothing is to be accepted any more. */
    static final Duration SETTLES_WITHIN = Duration.ofSeconds(1);

    private OptionalInt inherited = OptionalInt.empty();
    private Optional<SocketAddress> address = Optional.empty(); // of what was inherited
    private ConnectionLimit limit;

    /** The limit on its connections. */
    ConnectionLimit limit() {
        return limit;
    }

    void limit(ConnectionLimit itsLimit) {
        limit = itsLimit;
    }

    /** What it is to Jetty. */
    abstract AbstractConnector connector();

    /** What the next build knows it by. */
    abstract String name();

    /** Gives it its name when it listens. */
    abstract void publish() throws IOException;

    @Override
    public abstract void close() throws IOException;

    /** Returns when no thread accepts connections any more, after it was told not to. */
    abstract void settle() throws IOException, InterruptedException;

    /** Whether the next build can go on with a connection. */
    boolean canHandOverConnections() {
        return true;
    }

    /** The address that the JDK's channel was bound to. */
    abstract Optional<SocketAddress> bound();

    /** Something of the same kind to connect to. The caller closes it. */
    abstract Spare spare() throws IOException;

    /** Lets the connector have a connected channel. */
    abstract void accept(SocketChannel channel, Optional<SocketAddress> remote) throws IOException;

    /** Something to connect to, for channels whose own sockets are not needed. */
    record Spare(ServerSocketChannel server, SocketAddress address) {
        SocketChannel connect() throws IOException {
            SocketChannel client = SocketChannel.open(address);
            server.accept().close();
            return client;
        }
    }

    /** Takes a listening socket that was handed over, if there is one. */
    boolean inherit(HandedSockets handed) {
        inherited = handed.one(name());
        return inherited.isPresent();
    }

    /** The address of what was inherited, which its channel does not know. */
    Optional<SocketAddress> inheritedAddress() {
        return address;
    }

    /** Puts the inherited socket behind a channel that listens on an address of its own. */
    void putBehind(HandedSockets handed, SocketAddress own) throws IOException {
        int socket = inherited.orElseThrow();
        List<Open> open = handed.open();
        address = open.stream()
                .filter(known -> known.descriptor() == socket)
                .findFirst()
                .flatMap(Open::local);
        int channels = open.stream()
                .filter(known ->
                        known.listensOn(own) && known.descriptor() != socket) // a path may have been used before
                .findFirst()
                .map(Open::descriptor)
                .orElseThrow(() -> new IOException("the socket that listens on " + own + " is not among ours"));
        handed.replace(channels, socket);
    }

    /** Hands over the socket that listens and those of clients, of which none may be in the middle of something. */
    void handOver(HandedSockets handed, List<Open> open) {
        SocketAddress local = address.or(this::bound).orElseThrow();
        for (Open socket : open) {
            if (socket.listensOn(local)) {
                handed.handOver(name(), socket.descriptor());
            } else if (canHandOverConnections()
                    && !socket.isListening()
                    && socket.local().filter(own -> isOf(local, own)).isPresent()) {
                handed.handOver(connections(), socket.descriptor());
            }
        }
    }

    private String connections() {
        return "connection of " + name();
    }

    private static boolean isOf(SocketAddress listening, SocketAddress local) {
        if (listening instanceof InetSocketAddress all
                && local instanceof InetSocketAddress one
                && all.getAddress().isAnyLocalAddress()) {
            return all.getPort() == one.getPort();
        }
        return listening.equals(local);
    }

    /** Takes the connections that were handed over. */
    void inheritConnections(HandedSockets handed) throws IOException {
        List<Integer> sockets = handed.all(connections());
        if (sockets.isEmpty()) {
            return;
        }
        List<SocketChannel> channels = new ArrayList<>();
        Spare spare = spare();
        try (ServerSocketChannel _ = spare.server()) {
            for (int left = sockets.size(); left > 0; left--) {
                channels.add(spare.connect());
            }
            replace(handed, channels, sockets, spare.address());
        }
    }

    private void replace(
            HandedSockets handed, List<SocketChannel> channels, List<Integer> sockets, SocketAddress server)
            throws IOException {
        Map<Integer, Optional<SocketAddress>> remotes = new HashMap<>();
        Map<SocketAddress, Integer> byLocal = new HashMap<>();
        List<Integer> unnamed = new ArrayList<>();
        for (Open socket : handed.open()) {
            remotes.put(socket.descriptor(), socket.remote());
            if (!socket.isListening() && socket.remote().filter(server::equals).isPresent()) {
                socket.local().ifPresent(local -> byLocal.put(local, socket.descriptor()));
                unnamed.add(socket.descriptor());
            }
        }
        for (int index = 0; index < sockets.size(); index++) {
            SocketChannel channel = channels.get(index);
            Integer descriptor = channel.getLocalAddress() instanceof InetSocketAddress local
                    ? byLocal.get(local)
                    : unnamed.get(index); // any of them: they cannot be told apart, and need not be
            handed.replace(descriptor, sockets.get(index));
            limit.admitBefore(channel);
            accept(channel, remotes.getOrDefault(sockets.get(index), Optional.empty()));
        }
    }
}

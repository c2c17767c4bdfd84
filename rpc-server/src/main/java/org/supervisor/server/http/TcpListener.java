package org.supervisor.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.supervisor.server.config.HttpSpec;

/** Listens on a TCP port. */
final class TcpListener extends Listener {
    private final TcpConnector connector;

    private TcpListener(TcpConnector connector) {
        this.connector = connector;
        connector.listener = this;
    }

    /** A listener that is not open yet. */
    static TcpListener create(
            HttpSpec.Tcp tcp, Server server, LenientConnections http, OpenConnections open, HandedSockets handed)
            throws IOException {
        return new TcpListener(new TcpConnector(tcp, server, http, open, handed));
    }

    @Override
    AbstractConnector connector() {
        return connector;
    }

    @Override
    String name() {
        return name(connector.tcp);
    }

    private static String name(HttpSpec.Tcp tcp) {
        return "listener tcp " + tcp.host() + " " + tcp.port();
    }

    /** Finds out whether it could be opened, if it is not handed over. */
    static void tryOut(HttpSpec.Tcp tcp, Set<String> handed) throws IOException {
        if (!handed.contains(name(tcp))) {
            TcpSocket.listen(tcp.host(), tcp.port()).close();
        }
    }

    /** What is known of a TLS connection, such as its keys, is in this process. */
    @Override
    boolean canHandOverConnections() {
        return connector.tcp.tls().isEmpty();
    }

    @Override
    void publish() {}

    @Override
    public void close() {}

    /** The selector's thread accepts, and does so until it has carried out the order not to. */
    @Override
    void settle() throws InterruptedException {
        SelectorTurn.await(connector.getSelectorManager(), SETTLES_WITHIN);
    }

    @Override
    Optional<SocketAddress> bound() {
        return Optional.ofNullable(connector.bound);
    }

    @Override
    @SuppressWarnings("resource") // the caller closes it
    Spare spare() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new Spare(server, server.getLocalAddress());
    }

    @Override
    void accept(SocketChannel channel, Optional<SocketAddress> remote) throws IOException {
        remote.ifPresent(address -> connector.remotes.put(channel, address));
        channel.configureBlocking(false);
        connector.configure(channel.socket());
        connector.getSelectorManager().accept(channel);
    }

    private static final class TcpConnector extends ServerConnector {
        private final HttpSpec.Tcp tcp;
        private final OpenConnections open;
        private final HandedSockets handed;
        private final Map<SocketChannel, SocketAddress> remotes = new ConcurrentHashMap<>(); // not what channels know
        private AcceptSwitch accepting; // set by the superclass' constructor
        private TcpListener listener;
        private SocketAddress bound;

        TcpConnector(
                HttpSpec.Tcp tcp, Server server, LenientConnections http, OpenConnections open, HandedSockets handed)
                throws IOException {
            super(server, 0, 1, tcp.tls().isPresent() ? TlsConnections.of(tcp, http) : new ConnectionFactory[] {http});
            this.tcp = tcp;
            this.open = open;
            this.handed = handed;
        }

        /** Jetty would listen on IPv6 as well where an IPv4 address is given. */
        @Override
        protected ServerSocketChannel openAcceptChannel() throws IOException {
            boolean isInherited = listener.inherit(handed);
            ServerSocketChannel channel = listen(isInherited ? 0 : tcp.port());
            bound = channel.getLocalAddress();
            if (isInherited) {
                listener.putBehind(handed, bound);
            }
            return channel;
        }

        private ServerSocketChannel listen(int port) throws IOException {
            try {
                return TcpSocket.listen(tcp.host(), port);
            } catch (IOException failure) {
                throw new AddressException(tcp, failure);
            }
        }

        /** The channel does not know the one that was handed over. */
        @Override
        public int getLocalPort() {
            return listener.inheritedAddress()
                    .map(address -> ((InetSocketAddress) address).getPort())
                    .orElseGet(super::getLocalPort);
        }

        /** Of many clients that wait it accepts no more than there is room for. */
        @Override
        protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int count) {
            SelectorManager selectors = new ServerConnectorManager(executor, scheduler, count) {
                @Override
                protected SelectableChannel doAccept(SelectableChannel server) throws IOException {
                    return accepting.isOn() ? super.doAccept(server) : null;
                }
            };
            accepting = new AcceptSwitch(selectors);
            return selectors;
        }

        @Override
        public void setAccepting(boolean accepts) {
            accepting.set(getTransport(), accepts);
        }

        @Override
        public boolean isAccepting() {
            return accepting.isOn();
        }

        @Override
        protected void configure(Socket socket) {
            super.configure(socket);
            try {
                open.add(socket.getChannel());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key)
                throws IOException {
            SocketAddress remote = remotes.remove(channel);
            if (remote == null) {
                return super.newEndPoint(channel, selector, key);
            }
            SocketChannelEndPoint client = new SocketChannelEndPoint(channel, selector, key, getScheduler()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return remote;
                }
            };
            client.setIdleTimeout(getIdleTimeout());
            return client;
        }
    }
}

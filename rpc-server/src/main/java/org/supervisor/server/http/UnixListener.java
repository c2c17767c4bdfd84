package org.supervisor.server.http;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.http.HandedSockets.Open;
import org.supervisor.server.process.NativeText;

/** Listens on a UNIX socket. */
final class UnixListener extends Listener {
    private final UnixConnector connector;
    private final UnixSocket socket;
    private final boolean isInherited;

    private UnixListener(UnixConnector connector, UnixSocket socket, HandedSockets handed) {
        this.connector = connector;
        this.socket = socket;
        this.isInherited = inherit(handed);
        if (isInherited) {
            connector.addBean(new PutBehind(handed)); // started when the channel is bound, and before it accepts
        }
    }

    /** A listener that is not open yet. */
    static UnixListener create(
            HttpSpec.Unix unix, Server server, LenientConnections http, OpenConnections open, HandedSockets handed)
            throws IOException {
        UnixSocket socket = UnixSocket.prepare(unix);
        UnixConnector connector = new UnixConnector(server, http, open);
        connector.setUnixDomainPath(socket.bindPath());
        connector.setAcceptQueueSize(TcpSocket.BACKLOG);
        connector.setName(NativeText.of(unix.file())); // where clients find it
        return new UnixListener(connector, socket, handed);
    }

    /** Finds out whether it could be opened, if it is not handed over. */
    static void tryOut(HttpSpec.Unix unix, Set<String> handed) throws IOException {
        UnixSocket socket = UnixSocket.prepare(unix);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket.bindPath()));
            socket.setUp(socket.bindPath());
            if (!handed.contains(name(socket))) {
                socket.requireNoOther();
            }
        } finally {
            socket.removeFolder();
        }
    }

    private static String name(UnixSocket socket) {
        return "listener unix " + socket.identity();
    }

    private final class PutBehind extends AbstractLifeCycle {
        private final HandedSockets handed;

        PutBehind(HandedSockets handed) {
            this.handed = handed;
        }

        @Override
        protected void doStart() throws IOException {
            putBehind(handed, UnixDomainSocketAddress.of(socket.bindPath()));
        }
    }

    @Override
    String name() {
        return name(socket);
    }

    /** Gives the socket its name; one that was handed over has it. */
    @Override
    void publish() throws IOException {
        if (isInherited) {
            socket.keep();
        } else {
            socket.publish();
        }
    }

    @Override
    AbstractConnector connector() {
        return connector;
    }

    /** The selector's thread accepts, and does so until it has carried out the order not to. */
    @Override
    void settle() throws InterruptedException {
        SelectorTurn.await(connector.selectors, SETTLES_WITHIN);
    }

    @Override
    Optional<SocketAddress> bound() {
        return Optional.of(UnixDomainSocketAddress.of(socket.bindPath()));
    }

    @Override
    void inheritConnections(HandedSockets handed) throws IOException {
        try {
            super.inheritConnections(handed);
        } finally {
            socket.removeFolder();
        }
    }

    @Override
    void handOver(HandedSockets handed, List<Open> open) {
        super.handOver(handed, open);
        socket.leave();
    }

    @Override
    @SuppressWarnings("resource") // the caller closes it
    Spare spare() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket.sparePath()));
        return new Spare(server, server.getLocalAddress());
    }

    @Override
    void accept(SocketChannel channel, Optional<SocketAddress> remote) throws IOException {
        channel.configureBlocking(false);
        connector.configure(channel);
        connector.selectors.accept(channel);
    }

    /** Removes the name, unless it was left to another build. */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Accepts on the selector's thread: a thread of its own would wait in accept(2) and go over the limit. */
    private static final class UnixConnector extends UnixDomainServerConnector {
        private final OpenConnections open;
        private SelectorManager selectors; // set by the superclass' constructor, as is the next
        private AcceptSwitch accepting;

        UnixConnector(Server server, LenientConnections http, OpenConnections open) {
            super(server, 0, 1, http);
            this.open = open;
        }

        /** Of many clients that wait it accepts no more than there is room for. */
        @Override
        protected SelectorManager newSelectorManager(Executor executor, Scheduler scheduler, int count) {
            selectors = new UnixDomainSelectorManager(executor, scheduler, count) {
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
        protected void configure(SocketChannel channel) throws IOException {
            super.configure(channel);
            open.add(channel);
        }
    }
}

package org.supervisor.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.engine.Control;
import org.supervisor.server.output.FailureReason;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.rpc.RpcEndpoint;

/** The HTTP servers of the daemon, all answering the same. Started when created; may be closed by any thread. */
public final class HttpServer implements AutoCloseable {
    /** A listener needs a thread to select and, on a UNIX socket, one to accept. */
    private static final int THREADS_PER_LISTENER = 2;

    private static final int POOL_THREADS = 4;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LAST_EVENTS = Duration.ofMillis(200);
    /** Paths are names here, and {@link RequestPath} reads them; a query must be valid. */
    private static final UriCompliance ANY_NAME = UriCompliance.UNSAFE.without(
            "any name",
            UriCompliance.Violation.BAD_PERCENT_ENCODING,
            UriCompliance.Violation.BAD_UTF8_ENCODING,
            UriCompliance.Violation.TRUNCATED_UTF8_ENCODING);

    /**
     * How much text of header fields a connection caches; each takes a hundred times that memory. Clients send the same
     * few.
     */
    private static final int REMEMBERED_HEADERS = 128;

    private final Server server;
    private final List<UnixSocket> sockets;
    private final OpenConnections openConnections = new OpenConnections();
    private final PendingCalls pendingCalls = new PendingCalls();
    private final UnreadPieces unread;
    private final EventStreams eventStreams;

    private HttpServer(Server server, List<UnixSocket> sockets, UnreadPieces unread, EventStreams eventStreams) {
        this.server = server;
        this.sockets = sockets;
        this.unread = unread;
        this.eventStreams = eventStreams;
    }

    /**
     * Opens the listeners and begins to answer.
     *
     * @param listeners where; may be empty
     * @param endpoint answers calls
     * @param control has the logs and the events
     * @param limits the limits on clients
     * @throws ListenException if a listener cannot be opened; none is open then
     */
    public static HttpServer start(List<HttpSpec> listeners, RpcEndpoint endpoint, Control control, HttpLimits limits)
            throws ListenException {
        return start(listeners, endpoint, control, limits, List.of());
    }

    /**
     * The same with further routes.
     *
     * @param more those of extensions
     */
    public static HttpServer start(
            List<HttpSpec> listeners, RpcEndpoint endpoint, Control control, HttpLimits limits, List<Route> more)
            throws ListenException {
        QueuedThreadPool threads = new QueuedThreadPool(POOL_THREADS + THREADS_PER_LISTENER * listeners.size(), 1);
        threads.setName("http");
        threads.setReservedThreads(0);
        Server server = new Server(threads);
        UnreadPieces unread = new UnreadPieces(UnreadPieces.partOf(limits.memoryBytes()), threads);
        EventStreams events = new EventStreams(control.events(), limits.times().heartbeat(), toTheEnd(threads), unread);
        HttpServer running = new HttpServer(server, new ArrayList<>(), unread, events);
        try {
            running.open(listeners, endpoint, control, limits, more);
            return running;
        } catch (Exception e) {
            try (running) {
                throw refusal(e);
            }
        }
    }

    /** Whether every server answers there, so that no further route can. Any thread. */
    public static boolean answers(Route route) {
        return Routes.areAt(route);
    }

    /** Uses for the first time what every server uses, so that {@link #start} has less to do. Any thread. */
    public static void prepare() {
        new ServerConnector(new Server(new QueuedThreadPool()), 0, 1, connections(HttpLimits.DEFAULT));
    }

    /** The same for UNIX sockets: the JDK sets up a generator of secrets for the names that some of them need. Any thread. */
    public static void prepareUnix() {
        try {
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).close();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void open(
            List<HttpSpec> listeners, RpcEndpoint endpoint, Control control, HttpLimits limits, List<Route> more)
            throws Exception {
        ListenerAccess access = new ListenerAccess();
        LenientConnections http = connections(limits);
        for (HttpSpec listener : listeners) {
            AbstractConnector connector = connector(listener, http);
            connector.setIdleTimeout(limits.times().idle().toMillis());
            ConnectionLimit limit = new ConnectionLimit(connector, limits.connections(), limits.pendingPerAddress());
            connector.addBean(limit);
            server.addConnector(connector);
            access.add(
                    connector,
                    new ListenerAccess.Rules(
                            listener.credentials().map(BasicAuth::new), new CrossSite(listener), limit));
        }
        List<Route> routes = Routes.of(
                new RpcHandler(endpoint, access, limits, pendingCalls),
                new EventsHandler(eventStreams),
                new LogFollowing(control, toTheEnd(server.getThreadPool()), unread));
        List<Route> all = more.isEmpty() ? routes : Routes.and(routes, more, access);
        server.setHandler(new Authentication(access, new Router(all, access)));
        server.setErrorHandler(ErrorPage::send);
        server.start();
        for (UnixSocket socket : sockets) {
            socket.publish();
        }
    }

    /** Not a pattern switch: code would be generated for it at every start. */
    private AbstractConnector connector(HttpSpec listener, LenientConnections http) throws IOException {
        return listener instanceof HttpSpec.Tcp tcp ? connector(tcp, http) : connector((HttpSpec.Unix) listener, http);
    }

    private AbstractConnector connector(HttpSpec.Tcp tcp, LenientConnections http) {
        ServerConnector connector = new ServerConnector(server, 0, 1, http) {
            // Jetty would listen on IPv6 as well where an IPv4 address is given
            @Override
            protected ServerSocketChannel openAcceptChannel() throws IOException {
                return TcpSocket.listen(tcp.host(), tcp.port());
            }

            @Override
            protected void configure(Socket socket) {
                super.configure(socket);
                try {
                    openConnections.add(socket.getChannel());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return connector;
    }

    private AbstractConnector connector(HttpSpec.Unix unix, LenientConnections http) throws IOException {
        UnixSocket socket = UnixSocket.prepare(unix);
        sockets.add(socket);
        // with a thread that accepts: without one, Jetty ignores the limit on connections here
        UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 1, 1, http) {
            @Override
            protected void configure(SocketChannel channel) throws IOException {
                super.configure(channel);
                openConnections.add(channel);
            }
        };
        connector.setUnixDomainPath(socket.bindPath());
        connector.setAcceptQueueSize(TcpSocket.BACKLOG);
        connector.setName(NativeText.of(unix.file())); // where clients find it
        return connector;
    }

    private static LenientConnections connections(HttpLimits limits) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setHeaderCacheSize(REMEMBERED_HEADERS);
        configuration.setHttpCompliance(HttpCompliance.RFC7230);
        configuration.setUriCompliance(ANY_NAME);
        return new LenientConnections(configuration, limits.times().header());
    }

    /**
     * A pool that is being stopped accepts no work. What streams still have to do is little, and is done by the
     * submitting thread.
     */
    private static Executor toTheEnd(Executor pool) {
        return task -> {
            try {
                pool.execute(task);
            } catch (RejectedExecutionException stopping) {
                task.run();
            }
        };
    }

    /** The TCP ports listened on, in the order of the listeners. */
    public List<Integer> ports() {
        return Arrays.stream(server.getConnectors())
                .filter(ServerConnector.class::isInstance)
                .map(connector -> ((ServerConnector) connector).getLocalPort())
                .toList();
    }

    /** How many bytes followers of logs and events have been sent and have not read. */
    long unreadBytes() {
        return unread.held();
    }

    private static ListenException refusal(Exception failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof ListenException refusal) {
                return refusal;
            }
            if (cause instanceof BindException
                    && String.valueOf(cause.getMessage()).contains("in use")) {
                return new ListenException(ListenException.TAKEN, cause);
            }
            cause = cause.getCause();
        }
        return new ListenException("Cannot open an HTTP server: " + reason(failure), failure);
    }

    private static String reason(Exception failure) {
        String what = FailureReason.of(failure);
        String why = FailureReason.ofRoot(failure);
        String whole = what.contains(why) ? what : what + ": " + why;
        return switch (why) {
            case "Permission denied" ->
                whole + "; ports below 1024 need root or the capability CAP_NET_BIND_SERVICE, so choose a higher one";
            case "Cannot assign requested address" -> whole + "; give an address of this machine, or * for all";
            case "The host name cannot be resolved" -> whole + "; give an address or a name of this machine";
            default -> whole;
        };
    }

    /**
     * Stops listening, closes all connections and removes the sockets' files. Calls that are being answered, such as
     * the one that requested the shutdown, have a second to complete, and so have the last events; followed logs have
     * not.
     */
    @Override
    public void close() throws ListenException {
        try {
            eventStreams.end();
            pendingCalls.awaitNone(ANSWER_TIMEOUT);
            eventStreams.awaitNone(LAST_EVENTS);
            server.stop();
            openConnections.close();
            for (UnixSocket socket : sockets) {
                socket.close();
            }
        } catch (Exception e) {
            throw new ListenException("Cannot close the HTTP servers: " + e.getMessage(), e);
        }
    }
}

package org.supervisor.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.TokenSpec;
import org.supervisor.server.config.UserSpec;
import org.supervisor.server.engine.Control;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.rpc.RpcEndpoint;

/** The HTTP servers of the daemon, all answering the same. Started when created; may be closed by any thread. */
public final class HttpServer implements AutoCloseable {
    /** Where the JSON API begins. */
    public static final String API_PATH = "/api/v1";

    /** A listener needs a thread to select, which also accepts. */
    private static final int THREADS_PER_LISTENER = 1;

    private static final int POOL_THREADS = 4;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LAST_EVENTS = Duration.ofMillis(200);
    private static final Duration LAST_ANSWERS = Duration.ofMillis(200);
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
    private final List<Listener> listeners = new ArrayList<>();
    private final Connections connections = new Connections();
    private final OpenConnections openConnections = new OpenConnections();
    private final PendingCalls pendingCalls = new PendingCalls();
    private final UnreadPieces unread;
    private final EventStreams eventStreams;

    /**
     * What not every daemon has.
     *
     * @param users who may log in at every listener; if there are any, nobody else may
     * @param tokens what clients may show instead; if there are any, who has none must log in
     * @param api routes of which every answer ends; an upgrade waits for them
     * @param routes those of extensions
     */
    public record Further(List<UserSpec> users, List<TokenSpec> tokens, List<Route> api, List<Route> routes) {}

    private HttpServer(Server server, UnreadPieces unread, EventStreams eventStreams) {
        this.server = server;
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
        return start(
                listeners,
                endpoint,
                control,
                limits,
                new Further(List.of(), List.of(), List.of(), List.of()),
                HandedSockets.NONE);
    }

    /**
     * The same with users and further routes.
     *
     * @param more what not every daemon has
     * @param handed sockets that an earlier build of the daemon has handed over
     */
    public static HttpServer start(
            List<HttpSpec> listeners,
            RpcEndpoint endpoint,
            Control control,
            HttpLimits limits,
            Further more,
            HandedSockets handed)
            throws ListenException {
        QueuedThreadPool threads = new QueuedThreadPool(POOL_THREADS + THREADS_PER_LISTENER * listeners.size(), 1);
        threads.setName("http");
        threads.setReservedThreads(0);
        Server server = new Server(threads);
        UnreadPieces unread = new UnreadPieces(UnreadPieces.partOf(limits.memoryBytes()), threads);
        EventStreams events = new EventStreams(control.events(), limits.times().heartbeat(), toTheEnd(threads), unread);
        HttpServer running = new HttpServer(server, unread, events);
        try {
            running.open(listeners, endpoint, control, limits, more, handed);
            return running;
        } catch (Exception e) {
            try (running) {
                throw refusal(e);
            }
        }
    }

    /** The names of what listens, by which the next build knows it. */
    public List<String> listenerNames() {
        return listeners.stream().map(Listener::name).toList();
    }

    /**
     * Opens and closes what {@link #start} would have to open.
     *
     * @param handed the names of listeners that it would be handed
     * @throws ListenException it could not open it
     */
    public static void tryOut(List<HttpSpec> listeners, Set<String> handed) throws ListenException {
        for (HttpSpec listener : listeners) {
            try {
                switch (listener) {
                    case HttpSpec.Tcp tcp -> TcpListener.tryOut(tcp, handed);
                    case HttpSpec.Unix unix -> UnixListener.tryOut(unix, handed);
                }
            } catch (IOException failure) {
                throw refusal(failure);
            }
        }
    }

    /** Whether every server answers there, so that no further route can. Any thread. */
    public static boolean answers(Route route) {
        return Routes.areAt(route);
    }

    /** Uses for the first time what every server uses, so that {@link #start} has less to do. Any thread. */
    public static void prepare() {
        new ServerConnector(
                new Server(new QueuedThreadPool()), 0, 1, connections(HttpLimits.DEFAULT, new Connections()));
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
            List<HttpSpec> specs,
            RpcEndpoint endpoint,
            Control control,
            HttpLimits limits,
            Further more,
            HandedSockets handed)
            throws Exception {
        ListenerAccess access = new ListenerAccess(endpoint.audit());
        LenientConnections http = connections(limits, connections);
        for (HttpSpec spec : specs) {
            Listener listener = listener(spec, http, handed);
            listeners.add(listener);
            AbstractConnector connector = listener.connector();
            connector.setIdleTimeout(limits.times().idle().toMillis());
            ConnectionLimit limit = new ConnectionLimit(connector, limits.connections(), limits.pendingPerAddress());
            listener.limit(limit);
            connector.addBean(limit);
            server.addConnector(connector);
            Optional<Logins> logins = Logins.of(spec, more.users(), more.tokens());
            access.add(connector, new ListenerAccess.Rules(logins, new CrossSite(spec, logins.isPresent()), limit));
        }
        List<Route> routes = Routes.of(
                new RpcHandler(endpoint, access, limits, pendingCalls),
                new EventsHandler(eventStreams),
                new LogFollowing(control, toTheEnd(server.getThreadPool()), unread));
        List<Route> all = Stream.of(
                        routes.stream(), more.api().stream().map(pendingCalls::counted), more.routes().stream())
                .flatMap(Function.identity())
                .toList();
        Handler handler = new Authentication(access, toTheEnd(server.getThreadPool()), new Router(all, access));
        server.setHandler(access.allowsOrigins() ? new AllowedOrigins(access, handler) : handler);
        server.setErrorHandler(ErrorPage::send);
        server.start();
        for (Listener listener : listeners) {
            listener.publish();
            listener.inheritConnections(handed);
        }
    }

    /** Not a pattern switch: code would be generated for it at every start. */
    private Listener listener(HttpSpec spec, LenientConnections http, HandedSockets handed) throws IOException {
        return spec instanceof HttpSpec.Tcp tcp
                ? TcpListener.create(tcp, server, http, openConnections, handed)
                : UnixListener.create((HttpSpec.Unix) spec, server, http, openConnections, handed);
    }

    private static LenientConnections connections(HttpLimits limits, Connections connections) {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(limits.headerBytes());
        configuration.setHeaderCacheSize(REMEMBERED_HEADERS);
        configuration.setHttpCompliance(HttpCompliance.RFC7230);
        configuration.setUriCompliance(ANY_NAME);
        configuration.addCustomizer((request, headers) -> {
            if (connections.isPaused()) {
                headers.put(HeaderFields.CLOSE);
            }
            if (HttpMethod.GET.is(request.getMethod())) { // a browser may show it
                HeaderFields.forBrowsers(headers);
            }
            return request;
        });
        return new LenientConnections(configuration, limits.times().header(), connections);
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

    /**
     * Waits until all calls but one are answered, and reads no more requests: what clients send, and who connects, waits in
     * the kernel. Answers that go on until the client goes away are not waited for.
     *
     * @param longest how long calls may take; others are answered meanwhile
     * @return false: a call took longer, and everything goes on
     */
    public boolean pause(Duration longest) throws IOException, InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        for (Duration left = longest; left.isPositive(); left = Duration.ofNanos(end - System.nanoTime())) {
            pendingCalls.awaitAllBut(1, left);
            accept(false);
            connections.pause();
            if (becomesQuiet()) {
                return true;
            }
            resume();
        }
        return false;
    }

    private boolean becomesQuiet() throws IOException, InterruptedException {
        for (Listener listener : listeners) {
            listener.settle();
        }
        return connections.awaitQuiet(1, LAST_ANSWERS);
    }

    private void accept(boolean accepts) {
        listeners.forEach(listener -> listener.limit().pause(!accepts));
    }

    /** Reads requests again after {@link #pause}. */
    public void resume() {
        connections.resume();
        accept(true);
    }

    /** After {@link #pause}: waits a little for the answer to the last call. */
    public void awaitLastAnswer() throws InterruptedException {
        pendingCalls.awaitNone(ANSWER_TIMEOUT);
        connections.awaitQuiet(0, ANSWER_TIMEOUT);
    }

    /** After {@link #pause}: hands over what listens and the connections of clients. Only {@link #close} is left to do. */
    public void handOver(HandedSockets handed) throws IOException {
        eventStreams.end();
        try {
            eventStreams.awaitNone(LAST_EVENTS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        connections.closeBusy();
        List<HandedSockets.Open> open = handed.open();
        listeners.forEach(listener -> listener.handOver(handed, open));
    }

    /** How many bytes followers of logs and events have been sent and have not read. */
    long unreadBytes() {
        return unread.held();
    }

    private static ListenException refusal(Exception failure) {
        Throwable cause = failure;
        String where = "";
        while (cause != null) {
            if (cause instanceof ListenException refusal) {
                return refusal;
            }
            if (cause instanceof BindException
                    && String.valueOf(cause.getMessage()).contains("in use")) {
                return new ListenException(ListenException.TAKEN, cause);
            }
            if (cause instanceof AddressException at) {
                where = " at " + at.address();
            }
            cause = cause.getCause();
        }
        return new ListenException("Cannot open an HTTP server" + where + ": " + reason(failure), failure);
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
            for (Listener listener : listeners) {
                listener.close();
            }
        } catch (Exception e) {
            throw new ListenException("Cannot close the HTTP servers: " + FailureReason.of(e), e);
        }
    }
}

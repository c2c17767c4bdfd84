package org.supervisor.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.supervisor.api.Answer;
import org.supervisor.api.EventType;
import org.supervisor.api.FaultCode;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessGoal;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.ProcessRemark;
import org.supervisor.api.ProcessUsage;
import org.supervisor.api.StreamAccount;
import org.supervisor.api.Takeover;
import org.supervisor.api.Whoami;
import org.xml.sax.SAXException;

/**
 * A client of one supervisor. Connects on the first call and keeps the connection for the next ones; any number of
 * threads may share one client. Methods wait for the answer: {@link #start} until the program is up, {@link #stop}
 * until it is gone.
 *
 * <pre>{@code
 * try (var client = SupervisorClient.builder().uri(URI.create("http://127.0.0.1:9505/RPC2")).build()) {
 *     if (client.start("web") == Answer.STARTED) {
 *         System.out.println("web is " + client.status("web"));
 *     }
 *     client.supervisor().allProcessInfo().forEach(System.out::println);
 * }
 * }</pre>
 *
 * <p>What can go wrong is a {@link SupervisorException}. An interrupt ends a call with a
 * {@link java.util.concurrent.CancellationException} and stays set.
 */
public final class SupervisorClient implements AutoCloseable {
    /** Where a supervisor listens by default. */
    public static final URI DEFAULT_URI = URI.create("http://127.0.0.1:9505/RPC2");

    private static final Set<Answer> START_ANSWERS = EnumSet.of(Answer.STARTED, Answer.GAVE_UP);
    private static final Set<Answer> STOP_ANSWERS = EnumSet.of(Answer.STOPPED, Answer.GAVE_UP);
    private static final Set<Answer> STATUS_ANSWERS = EnumSet.of(Answer.ALIVE, Answer.DEAD);
    private static final Set<Answer> RELOAD_ANSWERS = EnumSet.of(Answer.RELOADED, Answer.STOPPED);
    private static final int MOST_NAMES_SHOWN = 20;

    private final Http http;
    private final Duration requestTimeout;
    private final Executor executor;

    private SupervisorClient(Http http, Duration requestTimeout, Executor executor) {
        this.http = http;
        this.requestTimeout = requestTimeout;
        this.executor = executor;
    }

    /** Begins to build a client. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The same client, with the same connections, but another time for answers.
     *
     * @param timeout zero: as long as it takes
     */
    public SupervisorClient withRequestTimeout(Duration timeout) {
        return new SupervisorClient(http, requireTime(timeout, "requestTimeout"), executor);
    }

    /**
     * Connects now instead of on the first call; has no other effect.
     *
     * @throws NotReachableException if nothing listens at the address
     */
    public void connect() {
        http.connect(requestTimeout);
    }

    /**
     * Starts a process and waits until it is up.
     *
     * @param name a process, or {@code group:process}
     * @return {@link Answer#STARTED}, also if it was running already; {@link Answer#GAVE_UP} if it did not stay up:
     *     {@code supervisor().processInfo(name).spawnError()} may have the reason
     * @throws UnknownProcessException if there is none of that name
     */
    public Answer start(String name) {
        return ask(Calls.start(name), name, START_ANSWERS);
    }

    /**
     * Stops a process and waits until it is gone.
     *
     * @return {@link Answer#STOPPED}, also if it was not running; {@link Answer#GAVE_UP} if it would not go
     * @throws UnknownProcessException if there is none of that name
     */
    public Answer stop(String name) {
        return ask(Calls.stop(name), name, STOP_ANSWERS);
    }

    /**
     * Asks whether a process is up.
     *
     * @return {@link Answer#ALIVE} or {@link Answer#DEAD}
     * @throws UnknownProcessException if there is none of that name
     */
    public Answer status(String name) {
        return ask(Calls.status(name), name, STATUS_ANSWERS);
    }

    /**
     * Sends a process its reload signal, HUP unless configured otherwise.
     *
     * @return {@link Answer#RELOADED}, or {@link Answer#STOPPED} if it is not running
     * @throws UnknownProcessException if there is none of that name
     */
    public Answer reload(String name) {
        return ask(Calls.reload(name), name, RELOAD_ANSWERS);
    }

    /**
     * Kills a process at once; it stays down. Not in the Perl original.
     *
     * @return {@link Answer#STOPPED}, also if it was not running; {@link Answer#GAVE_UP} if it would not go
     * @throws UnknownProcessException if there is none of that name
     */
    public Answer kill(String name) {
        return ask(Calls.kill(name), name, STOP_ANSWERS);
    }

    /**
     * Returns the recent history of a process with the reasons, newest first. Only Supervisor RPC has this; a
     * supervisord answers UNKNOWN_METHOD.
     *
     * @param namespec {@code group:name}, or {@code name}
     */
    public List<HistoryEntry> explain(String namespec) {
        return call(Calls.explain(namespec));
    }

    /**
     * What there is to know of a process beside {@link SupervisorMethods#processInfo}: a member for each capability that it
     * uses, such as {@code depends_on} and {@code dependents} (lists of names). Values are Strings, Integers, Doubles, Booleans,
     * and lists and maps of such. A supervisord does not have this.
     *
     * @param namespec {@code group:name} or {@code name}
     * @throws FaultException BAD_NAME
     */
    public Map<String, Object> info(String namespec) {
        return call(Calls.info(namespec));
    }

    /**
     * What is worth a few words about processes beside their states, such as when they are due next; the others are left out. A
     * supervisord does not have this.
     */
    public List<ProcessRemark> remarks() {
        return call(Calls.remarks());
    }

    /**
     * What the processes use that run: processor time and memory, each with all that it has started. Measured when asked for, and
     * shared between callers for two seconds; the first answer takes half a second. A supervisord does not have this.
     */
    public List<ProcessUsage> usage() {
        return call(Calls.usage());
    }

    /**
     * Makes a process read its own configuration again, by its reload signal. A supervisord does not have this.
     *
     * @param namespec {@code group:name} or {@code name}
     * @throws FaultException BAD_NAME, NOT_RUNNING or FAILED
     */
    public void reloadProgram(String namespec) {
        call(Calls.reloadProgram(namespec));
    }

    /**
     * Starts a process even if what it depends on is not there. A supervisord does not have this.
     *
     * @param namespec {@code group:name} or {@code name}
     * @param wait whether to wait until it is running
     * @throws FaultException BAD_NAME, or as for a start
     */
    public void startAlone(String namespec, boolean wait) {
        call(Calls.startAlone(namespec, wait));
    }

    /**
     * Whether a process is wanted up or down, since when and who requested it. A supervisord cannot tell.
     *
     * @param namespec {@code group:name} or {@code name}
     * @throws FaultException BAD_NAME
     */
    public ProcessGoal goal(String namespec) {
        return call(Calls.goal(namespec));
    }

    /**
     * Where the output of a process went, one account for each stream; only one if stderr is redirected to stdout. A
     * supervisord does not have this.
     *
     * @param namespec {@code group:name}, or {@code name}
     */
    public List<StreamAccount> account(String namespec) {
        return call(Calls.account(namespec));
    }

    /**
     * The last bytes of a log, from its rotated files too if the current one has fewer. A supervisord reads only the
     * current one: {@link SupervisorMethods#readProcessLog}.
     *
     * @param namespec {@code group:name}, or {@code name}
     * @param bytes how many at most, up to 16 MiB
     */
    public String tail(String namespec, LogStream stream, int bytes) {
        return call(Calls.tail(namespec, stream, bytes));
    }

    /**
     * Ends the supervisor and leaves all its programs running; the next supervisor with the same configuration takes them
     * over. Returns before it has ended. A supervisord cannot do that.
     *
     * @throws FaultException FAILED if its programs would not survive it
     */
    public void detach() {
        call(Calls.detach());
    }

    /**
     * What the supervisor found of the one before it when it began; empty: there was none, or it had stopped everything. A
     * supervisord does not have this.
     */
    public Optional<Takeover> takeover() {
        return call(Calls.takeover());
    }

    /** Who this client is to the supervisor, and what it may do. A supervisord has no such method. */
    public Whoami whoami() {
        return call(Calls.whoami());
    }

    /**
     * What the supervisor knows of itself and its machine: a member each, in values that XML-RPC has; docs/rpc.md lists them. A
     * supervisord does not have this.
     */
    public Map<String, Object> daemonFacts() {
        return call(Calls.daemonFacts());
    }

    /**
     * Lets the supervisor's process become the build of it that is installed now: same pid, same children, same sockets. Returns
     * when that build was tried and is about to take over; the next call is answered by it. A supervisord has no such
     * method.
     *
     * @throws FaultException FAILED if that build cannot be used, with the reason; then everything goes on as before
     */
    public void upgrade() {
        call(Calls.upgrade());
    }

    /**
     * Makes the supervisor close all its log files and open them again by name, after they were moved; the same as
     * SIGUSR2. A supervisord has only the signal.
     *
     * @return how many were opened
     */
    public int reopenLogs() {
        return call(Calls.reopenLogs());
    }

    /** Stops all processes, then the supervisor. Returns before that is finished. */
    public void stopSupervisor() {
        call(Calls.stopSupervisor());
    }

    private Answer ask(Call<Answer> call, String name, Set<Answer> expected) {
        Answer answer = call(call);
        if (answer == Answer.UNKNOWN) {
            throw new UnknownProcessException(name, "no process named " + name + " at " + http.endpoint() + known());
        }
        if (!expected.contains(answer)) {
            throw new ProtocolViolationException(
                    http.endpoint() + " answered " + answer.word() + " to " + call + "; expected one of " + expected,
                    null);
        }
        return answer;
    }

    /** The names that exist, if the supervisor lists them. */
    private String known() {
        try {
            return supervisor().allProcessInfo().stream()
                    .map(ProcessInfo::namespec)
                    .limit(MOST_NAMES_SHOWN)
                    .collect(Collectors.joining(", ", "; known: ", ""));
        } catch (SupervisorException e) {
            return "; check the name in its configuration";
        }
    }

    /** The methods that supervisord has too. */
    public SupervisorMethods supervisor() {
        return new SupervisorMethods(this);
    }

    /** The methods about methods. */
    public SystemMethods system() {
        return new SystemMethods(this);
    }

    /** The same calls in the background. */
    public AsyncClient async() {
        return new AsyncClient(this, executor);
    }

    /** Several calls in one request. */
    public Batch batch() {
        return new Batch(this);
    }

    /**
     * Sends a call and waits for the answer.
     *
     * @throws FaultException if the supervisor refuses
     */
    public <T> T call(Call<T> call) {
        XmlRpc.Answer answer = exchange(call);
        if (answer instanceof XmlRpc.Fault fault) {
            throw new FaultException(call.method(), fault.code(), fault.text());
        }
        return call.decode(((XmlRpc.Result) answer).value());
    }

    private XmlRpc.Answer exchange(Call<?> call) {
        byte[] request = XmlRpc.write(call);
        try (HttpReply reply = http.post(request, requestTimeout)) {
            http.requireOk(reply, http.endpoint().rpcPath());
            return XmlRpc.read(reply.body());
        } catch (IOException e) {
            throw http.broken(call.method(), requestTimeout, e);
        } catch (SAXException e) {
            throw new ProtocolViolationException(
                    http.endpoint() + " answered " + call.method() + " with what is not XML-RPC: " + e.getMessage()
                            + " (supervisord 4 does so when a log has control characters)",
                    e);
        }
    }

    /**
     * Follows what a process writes, without end: first about the last kilobyte, then additions as they come.
     *
     * <pre>{@code
     * try (var lines = new BufferedReader(new InputStreamReader(client.tailLog("web", LogStream.STDOUT), UTF_8))) {
     *     lines.lines().forEach(System.out::println);
     * }
     * }</pre>
     *
     * @return for one thread; another may close it, and reading then ends
     * @throws FaultException BAD_NAME, or NO_FILE if that stream is not logged
     */
    public InputStream tailLog(String namespec, LogStream stream) {
        String path = "/logtail/"
                + URLEncoder.encode(namespec, StandardCharsets.UTF_8).replace("+", "%20") + "/" + stream.word();
        return follow(path, () -> {
            supervisor().processInfo(namespec);
            return new FaultException(
                    "tailLog",
                    FaultCode.NO_FILE.code(),
                    FaultCode.NO_FILE.text(namespec + " has no log of its " + stream.word()));
        });
    }

    /** Follows the supervisor's own log; as {@link #tailLog}. */
    public InputStream tailMainLog() {
        return follow(
                "/mainlogtail",
                () -> new FaultException(
                        "tailMainLog", FaultCode.NO_FILE.code(), FaultCode.NO_FILE.text("there is no main log")));
    }

    private InputStream follow(String path, java.util.function.Supplier<SupervisorException> whenNotFound) {
        return http.follow(path, Map.of("Accept", "*/*"), requestTimeout, reply -> {
            if (reply.status() == 404) {
                throw whenNotFound.get();
            }
            http.requireOk(reply, path);
            reply.body().setDeadline(Deadline.NEVER);
            return new LogFollower(reply);
        });
    }

    /**
     * All events from now on except ticks, for each subscriber. Only Supervisor RPC has this; with a supervisord the
     * stream fails with UNKNOWN_METHOD.
     *
     * <pre>{@code
     * client.events(EventType.PROCESS_STATE).consume(item -> {
     *     if (item instanceof Event event && event.isUnexpectedExit()) {
     *         log.warn(event.namespec().orElseThrow() + " has ended, pid " + event.pid().getAsInt());
     *     }
     * });
     * }</pre>
     */
    public EventPublisher events() {
        return events(EventOptions.usual());
    }

    /** Events from now on, of these types and all below them. */
    public EventPublisher events(EventType... types) {
        return events(EventOptions.usual().types(types));
    }

    /** Events, selected by the options. */
    public EventPublisher events(EventOptions options) {
        return new EventPublisher(new EventSource(http, requestTimeout, options), executor);
    }

    /** Closes idle connections. Calls in progress finish; streams stay open until they are closed or lost. */
    @Override
    public void close() {
        http.close();
    }

    static Duration requireTime(Duration time, String name) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    name + " is " + time + "; expected a positive time, or zero for no limit");
        }
        return time;
    }

    /** Collects the settings of a client. For one thread. */
    public static final class Builder {
        private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
        private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofMinutes(2);

        private Endpoint endpoint = Endpoint.of(DEFAULT_URI);
        private String login;
        private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
        private Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;
        private Executor executor;
        private Optional<Path> trusted = Optional.empty();
        private Optional<Path> certificate = Optional.empty();
        private String certificatePassword = "";

        private Builder() {}

        /**
         * Where the supervisor listens: {@code http://host:port} or {@code https://host:port}, with or without
         * {@code /RPC2}, or {@code unix:///path/of/the/socket}. {@link #DEFAULT_URI} by default.
         *
         * @throws IllegalArgumentException for any other form
         */
        public Builder uri(URI uri) {
            endpoint = Endpoint.of(uri);
            return this;
        }

        /** The UNIX socket where the supervisor listens. */
        public Builder unixSocket(Path socket) {
            endpoint = new Endpoint.Unix(socket);
            return this;
        }

        /** The login. A user name has no colon: RFC 7617. */
        public Builder credentials(String user, String password) {
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("the user name is " + user + "; expected one without a colon");
            }
            login = Http.basic(user, Objects.requireNonNull(password, "password"));
            return this;
        }

        /** The token to log in with, instead of a name and a password: what {@code supctl make-token} has printed. */
        public Builder token(String token) {
            if (!token.matches("[A-Za-z0-9._~+/-]+=*")) { // RFC 6750, section 2.1
                throw new IllegalArgumentException(
                        "the token has a letter that no token has; expected what supctl make-token has printed");
            }
            login = Http.bearer(token);
            return this;
        }

        /**
         * Which certificates to trust at an {@code https} address, instead of those that the JDK trusts.
         *
         * @param pem a file with certificates of authorities, or the supervisor's own:
         *     {@code -----BEGIN CERTIFICATE-----}
         */
        public Builder trustCertificates(Path pem) {
            trusted = Optional.of(pem);
            return this;
        }

        /**
         * The certificate to present at an {@code https} address that requires one.
         *
         * @param file PKCS#12; or PEM with the certificate and its key, in PKCS#8 and not encrypted
         * @param password of the PKCS#12 file; empty for PEM
         */
        public Builder clientCertificate(Path file, String password) {
            certificate = Optional.of(file);
            certificatePassword = Objects.requireNonNull(password, "password");
            return this;
        }

        /** How long a connection may take; 10 s by default, zero: no limit. */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = requireTime(timeout, "connectTimeout");
            return this;
        }

        /**
         * How long an answer may take; 2 minutes by default, zero: no limit. It must exceed the time the slowest
         * program takes to start or stop.
         */
        public Builder requestTimeout(Duration timeout) {
            requestTimeout = requireTime(timeout, "requestTimeout");
            return this;
        }

        /** Runs the calls of {@link SupervisorClient#async} and delivers events. By default a daemon thread each. */
        public Builder executor(Executor executor) {
            this.executor = Objects.requireNonNull(executor);
            return this;
        }

        /**
         * Does not connect yet.
         *
         * @throws IllegalArgumentException if a certificate's file cannot be used
         */
        public SupervisorClient build() {
            return new SupervisorClient(
                    new Http(endpoint, transport(), login),
                    requestTimeout,
                    executor == null ? Builder::runOnDaemonThread : executor);
        }

        private Transport transport() {
            if (endpoint instanceof Endpoint.Tcp tcp && tcp.isSecure()) {
                return new SecureTransport(
                        tcp, connectTimeout, new TlsOptions(trusted, certificate, certificatePassword));
            }
            if (trusted.isPresent() || certificate.isPresent()) {
                throw new IllegalArgumentException(
                        "certificates are given for " + endpoint + "; expected an address that begins with https://");
            }
            return new PlainTransport(endpoint, connectTimeout);
        }

        private static void runOnDaemonThread(Runnable call) {
            Thread thread = new Thread(call, "supervisor-client");
            thread.setDaemon(true);
            thread.start();
        }
    }
}

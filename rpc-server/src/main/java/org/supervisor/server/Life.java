package org.supervisor.server;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.Dialect;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.config.Warning;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.engine.EngineSettings;
import org.supervisor.server.engine.Kernel;
import org.supervisor.server.engine.LinuxKernel;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.http.ListenException;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Limits;
import org.supervisor.server.os.LockedFile;
import org.supervisor.server.os.OsException;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SignalDescriptor;
import org.supervisor.server.os.Signals;
import org.supervisor.server.os.Syslog;
import org.supervisor.server.os.UnknownAccount;
import org.supervisor.server.output.LibraryLog;
import org.supervisor.server.output.LogFile;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/**
 * The daemon from its start to its end. Each restart is a round of its own, in the same process: everything is built in the
 * order of the data's way, and closed in reverse.
 */
final class Life {
    private static final Path STANDARD_ERROR = Path.of("/dev/stderr");
    private static final int UMASK_WHEN_DETACHED = 022;
    private static final Set<Signal> OURS = Set.of(Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR2);
    private static final Set<Signal> OURS_WITH_STRANGERS =
            Set.of(Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR2, Signal.CHLD);
    /** To start, to end, or to close what is to be built again from a file that was read again. */
    private static final Duration LONGEST_ROUND_CHANGE = Duration.ofSeconds(30);

    private static final Duration SYSLOG_PATIENCE = Duration.ofSeconds(1);
    private static final Executor RPC_WORKERS = task -> Thread.ofVirtual().start(task);

    private final Kernel kernel = new LinuxKernel();
    private final AtomicReference<Engine> current = new AtomicReference<>();
    private final Invocation invocation;
    private final FatalEnd fatalEnd = new FatalEnd();
    private final Tidiness tidiness = new Tidiness();
    private final Optional<StallWatch> stallWatch;
    private final boolean hasStrangers = Processes.hasStrangers();
    private volatile Loaded loaded; // read by the thread of signals, too

    Life(Invocation invocation, Loaded loaded) {
        this.invocation = invocation;
        this.loaded = loaded;
        this.stallWatch = Optional.of(loaded.spec().daemon().stallLimit())
                .filter(Duration::isPositive)
                .map(limit -> new StallWatch(limit, this::turns, this::report, fatalEnd));
    }

    private long turns() {
        Engine engine = current.get();
        return engine == null ? 0 : engine.turns();
    }

    private void report(String text) {
        Engine engine = current.get();
        if (engine != null) {
            engine.note(LogLevel.CRITICAL, text);
        }
    }

    /**
     * Runs until told to end.
     *
     * @return the exit status
     * @throws StartException the daemon cannot start
     */
    int run() throws IOException {
        Optional<PidFile> pidFile = loaded.spec().daemon().pidfile().map(PidFile::new);
        pidFile.ifPresent(this::refuseSecond);
        raiseLimits(loaded.spec().daemon());
        settle(loaded.spec().daemon());
        Optional<SignalDescriptor> signals = SignalDescriptor.open(ours());
        listenToSignals(signals);
        stallWatch.ifPresent(watch -> watch.begin(LONGEST_ROUND_CHANGE));
        try {
            SupervisorState end = round(pidFile, signals);
            while (end == SupervisorState.RESTARTING) {
                end = round(pidFile, signals);
            }
        } finally {
            pidFile.ifPresent(PidFile::remove);
            Syslog.flush(SYSLOG_PATIENCE);
        }
        return Main.EXIT_OK;
    }

    private SupervisorState round(Optional<PidFile> pidFile, Optional<SignalDescriptor> signals) throws IOException {
        SupervisorSpec spec = loaded.spec();
        try (LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = new Engine(settings(spec), spec.groups(), () -> reread(log), log, files, kernel)) {
            RpcEndpoint endpoint = new RpcEndpoint(
                    engine.control(),
                    new RpcSettings(Program.version(), spec.supervisorRpc(), Life::uidOf, kernel),
                    RPC_WORKERS);
            openLog(log, files, spec);
            LibraryLog.to(log);
            engine.prepare();
            try (HttpServer http = HttpServer.start(spec.servers(), endpoint, engine.control(), limits(spec))) {
                pidFile.ifPresent(file -> take(file, log));
                current.set(engine);
                signals.ifPresent(descriptor -> engine.watch(
                        descriptor.descriptor(), () -> descriptor.next().ifPresent(this::onSignal)));
                engine.every(Tidiness.PERIOD, tidiness::look);
                stallWatch.ifPresent(watch -> engine.reportExpectation(watch::expect));
                if (hasStrangers) {
                    engine.reapAll(); // those that ended before the signal was listened to
                }
                announce(log, spec, http);
                Background.ready();
                runOrEnd(engine, log);
                farewell(log, spec);
            } catch (ListenException taken) {
                log.critical(taken.getMessage());
                throw new StartException(Main.EXIT_USAGE, "Error: " + taken.getMessage());
            }
            if (engine.control().phase() == SupervisorState.RESTARTING) {
                reloadFor(log);
            }
            return engine.control().phase();
        }
    }

    /** Half of the descriptors are kept back for programs: each needs three, and must start however many clients there are. */
    private static HttpLimits limits(SupervisorSpec spec) {
        return HttpLimits.of(
                spec.daemon().http(), Limits.openFiles() / 2, spec.servers().size());
    }

    /** Whatever ends the loop ends the process, at once: to close things in order would take the loop that is gone. */
    private void runOrEnd(Engine engine, MainLog log) {
        try {
            engine.run();
            stallWatch.ifPresent(watch -> watch.expect(LONGEST_ROUND_CHANGE.toNanos()));
        } catch (Throwable failure) {
            fatalEnd.end(failure, log);
        }
    }

    private EngineSettings settings(SupervisorSpec spec) {
        DaemonSpec daemon = spec.daemon();
        return new EngineSettings(
                daemon.identifier(),
                daemon.logfile(),
                daemon.childLogDir(),
                daemon.nocleanup(),
                serverUrl(spec.servers()),
                environmentOfChildren(),
                daemon.directory().orElse(NativeText.folder()),
                daemon.childOutput().filter(_ -> !Background.isDetached()));
    }

    /** Ours, without what the launch script and the way to the background have added for the JVM alone. */
    private static Map<String, String> environmentOfChildren() {
        Map<String, String> environment = new HashMap<>(Inherited.environment());
        environment.keySet().removeAll(Set.of("_JAVA_SR_SIGNUM", Background.mark()));
        if (environment.remove("SUPERVISOR_RPC_ARENAS") != null) {
            environment.remove("MALLOC_ARENA_MAX"); // nor was that set before
        }
        return environment;
    }

    private static Optional<String> serverUrl(List<HttpSpec> servers) {
        Optional<String> socket = servers.stream()
                .filter(HttpSpec.Unix.class::isInstance)
                .map(server -> "unix://" + NativeText.of(((HttpSpec.Unix) server).file()))
                .findFirst();
        return socket.or(() -> servers.stream()
                .filter(HttpSpec.Tcp.class::isInstance)
                .map(server -> url((HttpSpec.Tcp) server))
                .findFirst());
    }

    private static String url(HttpSpec.Tcp server) {
        return "http://" + (server.host().isEmpty() ? "localhost" : server.host()) + ":" + server.port();
    }

    private void openLog(MainLog log, LogFiles files, SupervisorSpec spec) {
        DaemonSpec daemon = spec.daemon();
        Optional<LogFile> file =
                daemon.logfile().map(path -> files.open(path, daemon.logfileMaxBytes(), daemon.logfileBackups()));
        if (daemon.logToSyslog()) {
            log.alsoTo((level, line) -> Syslog.write(priority(level), line));
        }
        LogLevel threshold = daemon.logLevel();
        switch (spec.dialect()) {
            case PERL ->
                log.open(
                        MainLog.Format.PERL,
                        threshold,
                        file.or(() -> Optional.of(files.open(STANDARD_ERROR, 0, 0))),
                        Optional.empty());
            case SUPERVISORD ->
                log.open(
                        MainLog.Format.SUPERVISORD,
                        threshold,
                        file,
                        daemon.nodaemon() && !daemon.silent()
                                ? Optional.of(files.openStandardOutput())
                                : Optional.empty());
        }
        loaded.warnings().stream().map(Warning::toString).forEach(log::warn);
        if (spec.dialect() == Dialect.SUPERVISORD) {
            warnOfRisks(log, spec);
        }
    }

    private static Syslog.Priority priority(LogLevel level) {
        return switch (level) {
            case CRITICAL -> Syslog.Priority.CRITICAL;
            case ERROR -> Syslog.Priority.ERROR;
            case WARN -> Syslog.Priority.WARNING;
            case INFO -> Syslog.Priority.INFO;
            case DEBUG, TRACE, BLATHER -> Syslog.Priority.DEBUG;
        };
    }

    private static void warnOfRisks(MainLog log, SupervisorSpec spec) {
        if (Daemon.isRoot() && spec.daemon().user().isEmpty()) {
            log.critical("Supervisor is running as root.  Privileges were not dropped because no user is specified in"
                    + " the config file.  If you intend to run as root, you can set user=root in the config file to"
                    + " avoid this message.");
        }
        for (HttpSpec server : spec.servers()) {
            if (server.credentials().isEmpty()) {
                log.critical("Server '" + server.section() + "' running without any HTTP authentication checking");
            }
        }
    }

    private void announce(MainLog log, SupervisorSpec spec, HttpServer http) {
        switch (spec.dialect()) {
            case SUPERVISORD -> {
                if (spec.supervisorRpc()) {
                    log.info("RPC interface 'supervisor' initialized");
                }
                log.info("supervisord started with pid " + Daemon.pid());
            }
            case PERL -> {
                log.info("starting processes");
                Greeting.print(invocation, spec, http.ports());
            }
        }
    }

    private static void farewell(MainLog log, SupervisorSpec spec) {
        if (spec.dialect() == Dialect.PERL) {
            log.warn("shutting down");
        }
    }

    private List<GroupSpec> reread(MainLog log) {
        try {
            Loaded read = invocation.load();
            read.warnings().stream().map(Warning::toString).forEach(log::warn);
            return read.spec().groups();
        } catch (ConfigException problems) {
            throw new RefusedException(FaultCode.CANT_REREAD, problems.supervisordText());
        }
    }

    /** A broken file does not end a daemon that ran: it goes on with what it had. */
    private void reloadFor(MainLog log) {
        try {
            loaded = invocation.load();
        } catch (ConfigException problems) {
            log.critical("the configuration cannot be used; restarting with the one read before\n" + problems.report());
        }
    }

    private void refuseSecond(PidFile file) {
        OptionalInt holder = loaded.spec().dialect() == Dialect.PERL ? file.holder() : OptionalInt.empty();
        if (holder.isPresent()) {
            throw new StartException(Main.EXIT_FAILED, "supervisor is already running: " + holder.getAsInt());
        }
    }

    /** The daemon's work does not need the file, so it goes on without; but two daemons that share one are a mistake. */
    private void take(PidFile file, MainLog log) {
        switch (file.write()) {
            case LockedFile.Outcome.Held _ -> {}
            case LockedFile.Outcome.Failed(String reason) ->
                log.critical("could not write pidfile " + file.path() + ": " + reason
                        + "; the daemon goes on without it; set pidfile to a file that our user may write");
            case LockedFile.Outcome.HeldByAnother _
            when current.get() != null ->
                log.critical("could not write pidfile " + file.path() + ": another process has locked it meanwhile");
            case LockedFile.Outcome.HeldByAnother _ -> throw alreadyRunning(file, log);
        }
    }

    private StartException alreadyRunning(PidFile file, MainLog log) {
        OptionalInt pid = file.pid();
        String holder = pid.isPresent() ? Integer.toString(pid.getAsInt()) : "unknown";
        String advice = "it holds the pid file " + file.path() + "; stop it first, or set another pidfile for this one";
        return switch (loaded.spec().dialect()) {
            case PERL -> new StartException(Main.EXIT_FAILED, "supervisor is already running: " + holder);
            case SUPERVISORD -> {
                String message = "supervisord is already running with pid " + holder + ": " + advice;
                log.critical(message);
                yield new StartException(Main.EXIT_USAGE, "Error: " + message);
            }
        };
    }

    /** Takes the mask, the folder and the user that the file asks for. */
    private static void settle(DaemonSpec daemon) {
        OptionalInt umask = daemon.umask().isEmpty() && Background.isDetached()
                ? OptionalInt.of(UMASK_WHEN_DETACHED)
                : daemon.umask();
        umask.ifPresent(Daemon::umask);
        Daemon.keepFilesFromOthers();
        Daemon.outliveChildrenWithoutMemory(); // while we may
        daemon.directory().ifPresent(Life::enter);
        daemon.user().ifPresent(Life::become);
    }

    private static void enter(Path directory) {
        try {
            Daemon.changeDirectory(NativeText.of(directory));
        } catch (OsException refused) {
            throw new StartException(
                    Main.EXIT_USAGE,
                    "Error: " + refused.getMessage() + "; set directory to a folder that our user may enter");
        }
    }

    private static void become(String user) {
        try {
            Account wanted = Accounts.resolve(Optional.of(user), Optional.empty());
            if (wanted.uid() != Accounts.current().uid()) {
                if (!Daemon.isRoot()) {
                    throw new StartException(Main.EXIT_USAGE, "Error: Can't drop privilege as nonroot user");
                }
                Daemon.become(wanted);
            }
        } catch (UnknownAccount | OsException impossible) {
            throw new StartException(Main.EXIT_USAGE, "Error: " + impossible.getMessage());
        }
    }

    private static void raiseLimits(DaemonSpec daemon) {
        check(Limits.raiseOpenFiles(daemon.minfds()));
        check(Limits.raiseProcesses(daemon.minprocs()));
    }

    private static void check(Limits.Raised outcome) {
        if (outcome instanceof Limits.Raised.Denied(String message)) {
            throw new StartException(Main.EXIT_USAGE, "Error: " + message);
        }
    }

    /**
     * From now on signals are ours: read in each engine's loop where the launch script has prepared for that, else by the
     * JVM's means, which leave QUIT to its thread dump.
     */
    private void listenToSignals(Optional<SignalDescriptor> signals) {
        Set<Signal> read = signals.map(SignalDescriptor::signals).orElse(Set.of());
        ours().stream()
                .filter(signal -> !read.contains(signal))
                .forEach(signal -> Signals.handle(signal, this::onSignal));
        Signals.ignoreUnexpected();
    }

    /** Exits of our own children are noticed by other means; who has to reap strangers too needs the signal. */
    private Set<Signal> ours() {
        return hasStrangers ? OURS_WITH_STRANGERS : OURS;
    }

    private void onSignal(Signal signal) {
        Dialect dialect = loaded.spec().dialect();
        if (signal.equals(Signal.CHLD)) {
            Optional.ofNullable(current.get()).ifPresent(Engine::reapAll);
        } else if (signal.equals(Signal.USR2)) {
            onReopenSignal(signal);
        } else if (signal.equals(Signal.HUP)) {
            onHangup(signal, dialect);
        } else {
            onShutdownSignal(signal, dialect);
        }
    }

    private void onShutdownSignal(Signal signal, Dialect dialect) {
        Engine engine = current.get();
        if (engine == null) {
            System.exit(Main.EXIT_OK);
        }
        if (engine.control().phase() == SupervisorState.RUNNING) {
            engine.note(
                    LogLevel.WARN,
                    dialect == Dialect.PERL
                            ? "shutting down with the " + signal.longName().substring(3) + " signal"
                            : "received " + signal + " indicating exit request");
            var _ = Caller.of(signal)
                    .asks(engine.control()::shutdown); // refused only if something else has ended us meanwhile
        } else if (dialect == Dialect.PERL) {
            engine.note(LogLevel.WARN, "a second signal: what is left is killed now");
            engine.hasten();
        }
    }

    private void onHangup(Signal signal, Dialect dialect) {
        Engine engine = current.get();
        switch (dialect) {
            case PERL -> onShutdownSignal(signal, dialect);
            case SUPERVISORD -> {
                if (engine != null && engine.control().phase() == SupervisorState.RUNNING) {
                    engine.note(LogLevel.WARN, "received SIGHUP indicating restart request");
                    var _ = Caller.of(signal).asks(engine.control()::restart);
                }
            }
        }
    }

    private void onReopenSignal(Signal signal) {
        Engine engine = current.get();
        if (engine != null) {
            engine.note(LogLevel.INFO, "received " + signal + " indicating log reopen request");
            var _ = Caller.of(signal).asks(engine.control()::reopenLogs); // refused only if the end has begun
        }
    }

    private static OptionalInt uidOf(String user) {
        try {
            return OptionalInt.of(Math.toIntExact(
                    Accounts.resolve(Optional.of(user), Optional.empty()).uid()));
        } catch (UnknownAccount | ArithmeticException unknown) {
            return OptionalInt.empty();
        }
    }
}

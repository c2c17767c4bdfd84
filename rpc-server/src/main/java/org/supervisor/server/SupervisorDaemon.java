package org.supervisor.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.config.Warning;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.engine.Kernel;
import org.supervisor.server.engine.LinuxKernel;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.http.HttpServer;
import org.supervisor.server.http.ListenException;
import org.supervisor.server.http.Route;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.StartConditions;
import org.supervisor.server.os.Syslog;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.rpc.RpcEndpoint;

/**
 * The daemon from its start to its end. Each restart is a round of its own, in the same process: everything is built in
 * the order of the data flow, and closed in reverse.
 */
final class SupervisorDaemon {
    /** Start, end, or close everything and build it again from a file that was read again. */
    private static final Duration LONGEST_ROUND_CHANGE = Duration.ofSeconds(30);

    private static final Duration LONGEST_SYSLOG_FLUSH = Duration.ofSeconds(1);

    private final Kernel kernel = new LinuxKernel();
    private final AtomicReference<Engine> current = new AtomicReference<>();
    private final Invocation invocation;
    private final Optional<ServiceManager> serviceManager =
            ServiceManager.of(Inherited.environment(), !Background.isDetached());
    private final Optional<Upgrade> upgrade;
    private final SingleInstance instance;
    private final FatalExit fatalExit = new FatalExit();
    private final HeapTrimmer heapTrimmer = new HeapTrimmer();
    private final Optional<StallWatch> stallWatch;
    private final List<String> complaints = new ArrayList<>(); // for the log of the next round
    private OptionalInt exitCode = OptionalInt.empty(); // of the program that has ended it
    private Optional<String> failedUpgrade = Optional.empty(); // for callers of the next round
    private volatile DaemonAudit audit; // of the present round
    private volatile Loaded loaded; // also read by the thread of signals

    SupervisorDaemon(Invocation invocation, List<String> arguments, Loaded loaded) {
        DaemonSpec daemon = loaded.spec().daemon();
        this.invocation = invocation;
        this.loaded = loaded;
        this.upgrade = Upgrade.of(arguments, StateHolder.path(loaded, invocation.configuration()));
        this.instance = new SingleInstance(daemon.process().pidfile());
        this.stallWatch = Optional.of(daemon.stallLimit())
                .filter(Duration::isPositive)
                .map(limit -> new StallWatch(limit, this::turns, this::report, fatalExit));
    }

    private long turns() {
        Engine engine = current.get();
        return engine == null ? 0 : engine.loop().turns();
    }

    private void report(String text) {
        Engine engine = current.get();
        if (engine != null) {
            engine.note(LogLevel.CRITICAL, text);
        }
    }

    /**
     * Runs until it is asked to end.
     *
     * @throws StartException the daemon cannot start
     * @throws ConfigException its extensions cannot be used
     */
    int run() throws IOException, ConfigException {
        Handover handover = Handover.received(Inherited.environment());
        if (handover.isEmpty()) {
            instance.refuseSecond(loaded.spec().dialect());
        } else {
            instance.goesOn();
            Upgrade.begun(handover);
        }
        StartConditions start = StartConditions.of(handover);
        ProcessSetup.apply(loaded.spec(), start);
        DaemonSignals signals = new DaemonSignals(
                () -> Optional.ofNullable(current.get()), () -> loaded.spec().dialect(), this::received);
        stallWatch.ifPresent(watch -> watch.begin(LONGEST_ROUND_CHANGE));
        try (StateHolder state = StateHolder.hold(loaded, invocation.configuration(), handover)) {
            SupervisorState end =
                    handover.isEmpty() ? round(signals, state, handover) : nextRound(loaded, signals, state, handover);
            while (upgrades() || end == SupervisorState.RESTARTING) {
                Loaded before = loaded;
                if (upgrades()) {
                    Upgrade wanted = upgrade.orElseThrow();
                    wanted.handOver(() -> start.handOver(handover));
                    wanted.handOver(() -> state.handOver(handover));
                    become(wanted, handover);
                } else {
                    reread();
                }
                end = nextRound(before, signals, state, handover);
            }
        } finally {
            instance.release();
            Syslog.flush(LONGEST_SYSLOG_FLUSH);
        }
        return exitCode.orElse(ExitCode.OK.status());
    }

    private boolean upgrades() {
        return upgrade.filter(Upgrade::isReady).isPresent();
    }

    private void received(Signal signal) {
        DaemonAudit present = audit;
        if (present != null) {
            present.signal(signal);
        }
    }

    /** Returns only if that fails. */
    private void become(Upgrade wanted, Handover handover) {
        Syslog.flush(LONGEST_SYSLOG_FLUSH);
        String why = "the new build could not be started, the old one goes on: " + wanted.become(handover);
        complaints.add(why);
        failedUpgrade = Optional.of(why);
    }

    private void reread() {
        try {
            loaded = invocation.read();
        } catch (ConfigException problems) {
            complaints.add(unusable("with the one read before", problems));
        }
    }

    /**
     * A round after a restart or an upgrade. A configuration that cannot be used does not end a running daemon: it goes on with the one
     * before, and without extensions if these cannot be used any more.
     */
    @SuppressWarnings("ReferenceEquality") // whether it was read again
    private SupervisorState nextRound(Loaded before, DaemonSignals signals, StateHolder state, Handover handover)
            throws IOException {
        while (true) {
            try {
                return round(signals, state, handover);
            } catch (ConfigException problems) {
                boolean isNew = loaded != before;
                complaints.add(unusable(isNew ? "with the one read before" : "without its extensions", problems));
                loaded = isNew ? before : before.withoutExtensions();
            }
        }
    }

    private static String unusable(String instead, ConfigException problems) {
        return "the configuration cannot be used; restarting " + instead + "\n" + problems.report();
    }

    private SupervisorState round(DaemonSignals signals, StateHolder state, Handover handover)
            throws IOException, ConfigException {
        SupervisorSpec spec = loaded.spec();
        Optional<Extensions> extensions =
                spec.extensions().isEmpty() ? Optional.empty() : Optional.of(Extensions.create(loaded));
        try {
            return round(signals, state, handover, spec, extensions);
        } finally {
            if (extensions.isPresent()) {
                extensions.get().close();
            }
        }
    }

    private SupervisorState round(
            DaemonSignals signals,
            StateHolder state,
            Handover handover,
            SupervisorSpec spec,
            Optional<Extensions> extensions)
            throws IOException, ConfigException {
        try (LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = new Engine(
                        RoundParts.settings(spec, state.settings()),
                        spec.groups(),
                        () -> reread(log),
                        log,
                        files,
                        kernel,
                        extensions)) {
            RpcEndpoint endpoint = RoundParts.endpoint(spec, engine.control(), kernel, state.settings());
            List<Route> routes =
                    extensions.isEmpty() ? List.of() : extensions.get().addTo(endpoint, engine.control());
            DaemonLog.open(log, files, loaded);
            complaints.forEach(log::critical);
            complaints.clear();
            state.report(log);
            List<HttpSpec> servers = handover.isEmpty() ? spec.servers() : openable(spec, handover, log);
            engine.inherit(handover);
            failedUpgrade.ifPresent(engine.lifetime()::upgradeFailed);
            failedUpgrade = Optional.empty();
            engine.becomesReaperBy(() -> signals.reapOrphans(engine));
            engine.prepare();
            try (DaemonAudit noted = DaemonAudit.begin(spec, log, kernel);
                    HttpServer http = HttpServer.start(
                            servers,
                            noted.auditing(endpoint),
                            engine.control(),
                            RoundParts.limits(spec),
                            new HttpServer.Further(
                                    spec.users(),
                                    spec.tokens(),
                                    RoundParts.api(spec, endpoint, engine.control(), kernel),
                                    routes),
                            new ServerSockets(handover))) {
                handover.close();
                audit = noted;
                upgrade.ifPresent(offered -> offered.offer(engine, http));
                instance.acquire(spec.dialect(), log);
                current.set(engine);
                signals.attach(engine);
                engine.loop().every(HeapTrimmer.PERIOD, heapTrimmer::check);
                stallWatch.ifPresent(watch -> engine.loop().reportExpectation(watch::expect));
                DaemonLog.started(log, spec);
                if (spec.dialect() == Dialect.PERL) {
                    Greeting.print(
                            invocation, spec, http.ports(), engine.control().takeover());
                }
                Background.ready();
                serviceManager.ifPresent(manager -> manager.ready(engine, spec));
                runOrEnd(engine, log);
                noted.endsBy(
                        upgrades() ? "upgrade" : engine.control().phase().name().toLowerCase(Locale.ROOT));
                if (upgrades()) {
                    Upgrade wanted = upgrade.orElseThrow();
                    wanted.handOver(() -> http.handOver(new ServerSockets(handover)));
                    wanted.handOver(() -> engine.handOver(handover));
                } else {
                    DaemonLog.stopped(log, spec);
                }
            } catch (ListenException taken) {
                log.critical(taken.getMessage());
                throw new StartException(ExitCode.USAGE, "Error: " + taken.getMessage());
            }
            exitCode = engine.lifetime().exitCode();
            return engine.control().phase();
        }
    }

    /** After an upgrade programs run and have a supervisor: it goes on without a server that cannot be opened after all. */
    private static List<HttpSpec> openable(SupervisorSpec spec, Handover handover, MainLog log) {
        List<HttpSpec> openable = new ArrayList<>();
        for (HttpSpec server : spec.servers()) {
            try {
                HttpServer.tryOut(List.of(server), handover.names());
                openable.add(server);
            } catch (ListenException refused) {
                log.error("goes on without [" + server.section() + "], because programs run: " + refused.getMessage()
                        + "  Then upgrade again, by another server or by kill -HUP");
            }
        }
        return openable;
    }

    /** A failure that ends the loop ends the process, at once: closing things in order would need the loop. */
    private void runOrEnd(Engine engine, MainLog log) {
        try {
            engine.run();
            stallWatch.ifPresent(watch -> watch.expect(LONGEST_ROUND_CHANGE.toNanos()));
        } catch (Throwable failure) {
            fatalExit.end(failure, log);
        }
    }

    private List<GroupSpec> reread(MainLog log) {
        try {
            Loaded read = invocation.load();
            read.warnings().stream().map(Warning::toString).forEach(log::warn);
            return read.spec().groups();
        } catch (ConfigException problems) {
            throw new RefusedException(FaultCode.CANT_REREAD, problems.advisingText());
        }
    }
}

package org.supervisor.server;

import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.Caller;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SignalDescriptor;
import org.supervisor.server.os.Signals;
import org.supervisor.server.process.Dialect;

/**
 * The effects of signals to the daemon: TERM, INT and QUIT end it, HUP restarts or ends it, USR2 reopens its logs. They
 * are read in the engine's loop if the launch script has blocked them, else by the JVM, which keeps QUIT for its thread
 * dump.
 */
final class DaemonSignals {
    private static final Set<Signal> HANDLED = Set.of(Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR2);
    private static final Set<Signal> HANDLED_WITH_ORPHANS =
            Set.of(Signal.TERM, Signal.INT, Signal.QUIT, Signal.HUP, Signal.USR2, Signal.CHLD);

    private final Supplier<Optional<Engine>> engine;
    private final Supplier<Dialect> dialect;
    private final Consumer<Signal> received;
    private final Optional<SignalDescriptor> descriptor;
    private volatile boolean mayHaveOrphans = Processes.mayHaveOrphans();
    private Optional<SignalDescriptor> ofChildren = Optional.empty(); // if we have become a sub-reaper
    private Optional<Engine> reaping = Optional.empty(); // which reads it

    /**
     * Takes over the signals of this process. Suppliers are called by any thread.
     *
     * @param engine the engine that runs; empty while one is being built or closed
     * @param dialect that of the configuration in force
     * @param received is called for each of them, but for those of children; any thread
     */
    DaemonSignals(Supplier<Optional<Engine>> engine, Supplier<Dialect> dialect, Consumer<Signal> received) {
        this.received = received;
        this.engine = engine;
        this.dialect = dialect;
        this.descriptor = SignalDescriptor.open(handled());
        Set<Signal> blocked = descriptor.map(SignalDescriptor::signals).orElse(Set.of());
        handled().stream()
                .filter(signal -> !blocked.contains(signal))
                .forEach(signal -> Signals.handle(signal, this::onSignal));
        Signals.ignoreUnexpected();
    }

    /** Lets the loop of a new engine read the signals. */
    void attach(Engine next) {
        descriptor.ifPresent(open ->
                next.loop().watch(open.descriptor(), () -> open.next().ifPresent(this::onSignal)));
        if (mayHaveOrphans) {
            watchChildren(next);
            next.reapAll(); // those that ended before the signal was handled
        }
    }

    /** Lets this process have orphans among its descendants as children, for good: an engine after this one reaps them, too. */
    synchronized void reapOrphans(Engine running) {
        if (!mayHaveOrphans) {
            mayHaveOrphans = true;
            ofChildren = SignalDescriptor.open(Set.of(Signal.CHLD));
            if (ofChildren.isEmpty()) {
                Signals.handle(Signal.CHLD, this::onSignal);
            }
            Processes.becomeSubreaper();
        }
        watchChildren(running);
    }

    private synchronized void watchChildren(Engine next) {
        if (ofChildren.isPresent() && reaping.filter(next::equals).isEmpty()) {
            SignalDescriptor open = ofChildren.get();
            next.loop().watch(open.descriptor(), () -> open.next().ifPresent(this::onSignal));
            reaping = Optional.of(next);
        }
    }

    /** Exits of our own children are noticed in another way; a daemon that has to reap orphans too needs the signal. */
    private Set<Signal> handled() {
        return mayHaveOrphans ? HANDLED_WITH_ORPHANS : HANDLED;
    }

    private void onSignal(Signal signal) {
        if (signal.equals(Signal.CHLD)) {
            engine.get().ifPresent(Engine::reapAll);
            return;
        }
        received.accept(signal);
        if (signal.equals(Signal.USR2)) {
            engine.get().ifPresent(running -> reopenLogs(running, signal));
        } else if (signal.equals(Signal.HUP) && dialect.get() == Dialect.SUPERVISORD) {
            engine.get().ifPresent(running -> restart(running, signal));
        } else {
            engine.get().ifPresentOrElse(running -> shutDown(running, signal), () -> System.exit(ExitCode.OK.status()));
        }
    }

    private void shutDown(Engine running, Signal signal) {
        boolean isPerl = dialect.get() == Dialect.PERL;
        boolean isFirst = running.control().phase() == SupervisorState.RUNNING;
        if (isPerl && !isFirst) {
            running.note(LogLevel.WARN, "a second signal: what remains is killed now");
            running.lifetime().hasten();
        } else {
            running.note(
                    LogLevel.WARN,
                    isPerl
                            ? "shutting down with the " + signal.longName().substring(3) + " signal"
                            : "received " + signal + " indicating exit request");
        }
        if (isFirst) {
            var _ = Caller.of(signal).asks(running.control()::shutdown); // refused only if the end has begun meanwhile
        }
        running.lifetime().restartNoMore();
    }

    private static void restart(Engine running, Signal signal) {
        switch (running.control().phase()) {
            case RUNNING -> {
                running.note(LogLevel.WARN, "received SIGHUP indicating restart request");
                var _ = Caller.of(signal).asks(running.control()::restart);
            }
            case RESTARTING -> running.note(LogLevel.WARN, "received SIGHUP indicating restart request");
            case SHUTDOWN, FATAL ->
                running.note(LogLevel.WARN, "ignored SIGHUP indicating restart request (shutdown in progress)");
        }
    }

    private static void reopenLogs(Engine running, Signal signal) {
        running.note(LogLevel.INFO, "received " + signal + " indicating log reopen request");
        var _ = Caller.of(signal).asks(running.control()::reopenLogs); // refused only if the end has begun
    }
}

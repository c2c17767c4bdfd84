package org.supervisor.server.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.supervisor.api.FaultCode;
import org.supervisor.api.SupervisorState;
import org.supervisor.api.Takeover;

/** The life of the supervisor, from the start of its programs to the end of the last of them. */
public final class Lifetime {
    /** How long launches may take that are under way when everything is handed over; later ones are looked for. */
    private static final Duration LAUNCHED_WITHIN = Duration.ofSeconds(2);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final EventLoop loop;
    private final EventListeners listeners;
    private final Groups groups;
    private final Stopping stopping;
    private final Requests requests;
    private final Optional<Survival> survival;
    private final FailureLog failures;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private volatile SupervisorState phase = SupervisorState.RUNNING;
    private volatile OptionalInt exitCode = OptionalInt.empty();
    private volatile boolean hasStoppedEverything;
    private volatile Consumer<SupervisorState> onEnd = _ -> {};
    private volatile Optional<String> failedUpgrade = Optional.empty();
    private volatile Supplier<CompletableFuture<Void>> upgrade = () -> {
        throw new RefusedException(
                FaultCode.FAILED,
                "this supervisor cannot start another build of itself: it was not started by bin/supervisor or"
                        + " bin/supervisord; use daemon.detach and start the other");
    };

    Lifetime(
            EventLoop loop,
            EventListeners listeners,
            Groups groups,
            Stopping stopping,
            Requests requests,
            Optional<Survival> survival,
            FailureLog failures) {
        this.loop = loop;
        this.listeners = listeners;
        this.groups = groups;
        this.stopping = stopping;
        this.requests = requests;
        this.survival = survival;
        this.failures = failures;
    }

    /** The present state. Any thread. */
    SupervisorState phase() {
        return phase;
    }

    /** Completes once the programs that start by themselves are starting. Any thread. */
    CompletableFuture<Void> begun() {
        return begun;
    }

    /** Starts what starts with the supervisor, unless that ends already. Loop's thread. */
    void begin() {
        if (phase == SupervisorState.RUNNING) {
            failures.attempt(listeners::begin);
        }
        survival.ifPresent(surviving -> failures.attempt(surviving::begin));
        if (phase == SupervisorState.RUNNING) {
            groups.autostart();
        }
        begun.complete(null);
    }

    /** Begins to stop everything; the loop ends when that is done. Loop's thread. */
    void end(SupervisorState how) {
        phase = how;
        failures.attempt(() -> onEnd.accept(how));
        failures.attempt(listeners::stopping);
        CompletableFuture<Void> leftovers =
                survival.map(Survival::whenLeftoversGone).orElseGet(() -> CompletableFuture.completedFuture(null));
        var _ = CompletableFuture.allOf(stopping.everything(), leftovers).whenComplete((_, failure) -> {
            if (failure != null) {
                failures.report(failure);
            }
            requests.refuseOpen();
            hasStoppedEverything = true;
            loop.end(); // even after a failure: a daemon that is to end must not stay
        });
    }

    /** A program ends the supervisor, unless that ends already. Loop's thread. */
    void endWith(int code) {
        if (phase == SupervisorState.RUNNING) {
            exitCode = OptionalInt.of(code);
            end(SupervisorState.SHUTDOWN);
        }
    }

    /** The exit code of the program that has ended it; empty: it was ended otherwise. Any thread. */
    public OptionalInt exitCode() {
        return exitCode;
    }

    /**
     * Ends the loop, and leaves everything to the next daemon. Loop's thread.
     *
     * @throws RefusedException FAILED: programs would not survive
     */
    void leave() {
        requireSurvival();
        failures.attempt(listeners::stopping);
        failures.attempt(() -> onEnd.accept(SupervisorState.SHUTDOWN));
        depart();
    }

    private void requireSurvival() {
        if (survival.filter(Survival::adopts).isEmpty()) {
            throw new RefusedException(
                    FaultCode.FAILED,
                    "programs would not survive: adopt is false, or there is no state directory; see the main log");
        }
        if (!survival.get().isWrittenDown()) {
            throw new RefusedException(
                    FaultCode.FAILED,
                    "programs would not survive: the state directory cannot be written, see the main log; make room in"
                            + " it");
        }
    }

    private void depart() {
        phase = SupervisorState.SHUTDOWN;
        requests.startNothing();
        requests.refuseOpen();
        loop.end();
    }

    /**
     * What prepares that this process becomes another build. Any thread.
     *
     * @param preparation begins it; what it returns completes when nothing but {@link #handOver} is left to do
     */
    public void upgradesBy(Supplier<CompletableFuture<Void>> preparation) {
        upgrade = preparation;
    }

    /**
     * Begins to become another build. Loop's thread.
     *
     * @throws RefusedException FAILED: programs would not survive, or an upgrade is under way
     */
    CompletableFuture<Void> upgrade() {
        requireSurvival();
        return upgrade.get();
    }

    /**
     * Ends the loop as soon as no launch is under way, and leaves everything to another build in this process; programs are
     * not informed, for the supervisor does not end. Loop's thread.
     *
     * @param decided run when nothing else can end it any more
     * @return false: it ends in another way by now
     */
    CompletableFuture<Boolean> handOver(Runnable decided) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        handOver(decided, done, LAUNCHED_WITHIN.dividedBy(LOOK_AGAIN));
        return done;
    }

    private void handOver(Runnable decided, CompletableFuture<Boolean> done, long looks) {
        if (phase != SupervisorState.RUNNING) {
            done.complete(false);
        } else if (looks > 0 && requests.isLaunching()) {
            loop.after(LOOK_AGAIN, () -> handOver(decided, done, looks - 1));
        } else {
            failures.attempt(() -> onEnd.accept(SupervisorState.RESTARTING));
            decided.run();
            depart();
            done.complete(true);
        }
    }

    /**
     * Reports once the end has begun, and how the supervisor goes on. Any thread.
     *
     * @param report gets it on the loop's thread
     */
    public void reportEnd(Consumer<SupervisorState> report) {
        onEnd = report;
    }

    /** To be called before the first request. */
    public void upgradeFailed(String why) {
        failedUpgrade = Optional.of(why);
    }

    /** What was found of an earlier supervisor; empty: there was none. Any thread. */
    Optional<Takeover> takeover() {
        return survival.flatMap(Survival::takeover).map(found -> found.withUpgradeFailure(failedUpgrade));
    }

    /** Whether all programs were stopped. If not they run on, and the next daemon takes them over. */
    boolean hasStoppedEverything() {
        return hasStoppedEverything;
    }

    /** Turns a restart that has begun into a shutdown. Any thread. */
    public void restartNoMore() {
        loop.execute(() -> {
            if (phase == SupervisorState.RESTARTING) {
                phase = SupervisorState.SHUTDOWN;
                failures.attempt(() -> onEnd.accept(SupervisorState.SHUTDOWN));
            }
        });
    }

    /** Lets the shutdown skip all grace periods. Any thread. */
    public void hasten() {
        loop.execute(() -> {
            stopping.hasten();
            survival.ifPresent(Survival::hasten);
        });
    }
}

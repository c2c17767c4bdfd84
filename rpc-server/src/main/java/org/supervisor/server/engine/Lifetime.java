package org.supervisor.server.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.FaultCode;
import org.supervisor.api.SupervisorState;
import org.supervisor.api.Takeover;

/** The life of the supervisor, from the start of its programs to the end of the last of them. */
final class Lifetime {
    private final EventLoop loop;
    private final EventListeners listeners;
    private final Groups groups;
    private final Stopping stopping;
    private final Requests requests;
    private final Optional<Survival> survival;
    private final FailureLog failures;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private volatile SupervisorState phase = SupervisorState.RUNNING;
    private volatile boolean hasStoppedEverything;

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

    /** Starts what starts with the supervisor. Loop's thread. */
    void begin() {
        failures.attempt(listeners::begin);
        survival.ifPresent(surviving -> failures.attempt(surviving::begin));
        groups.autostart();
        begun.complete(null);
    }

    /** Begins to stop everything; the loop ends when that is done. Loop's thread. */
    void end(SupervisorState how) {
        phase = how;
        failures.attempt(listeners::stopping);
        var _ = stopping.everything().whenComplete((_, failure) -> {
            if (failure != null) {
                failures.report(failure);
            }
            requests.refuseOpen();
            hasStoppedEverything = true;
            loop.end(); // even after a failure: a daemon that is to end must not stay
        });
    }

    /**
     * Ends the loop, and leaves everything to the next daemon. Loop's thread.
     *
     * @throws RefusedException FAILED: programs would not survive
     */
    void leave() {
        if (survival.filter(Survival::adopts).isEmpty()) {
            throw new RefusedException(
                    FaultCode.FAILED,
                    "programs would not survive: adopt is false, or there is no state directory; see the main log");
        }
        phase = SupervisorState.SHUTDOWN;
        requests.startNothing();
        failures.attempt(listeners::stopping);
        requests.refuseOpen();
        loop.end();
    }

    /** What was found of an earlier supervisor; empty: there was none. Any thread. */
    Optional<Takeover> takeover() {
        return survival.flatMap(Survival::takeover);
    }

    /** Whether all programs were stopped. If not they run on, and the next daemon takes them over. */
    boolean hasStoppedEverything() {
        return hasStoppedEverything;
    }

    /** Turns a restart that has begun into a shutdown. Loop's thread. */
    void restartNoMore() {
        if (phase == SupervisorState.RESTARTING) {
            phase = SupervisorState.SHUTDOWN;
        }
    }

    /** Skips all grace periods. Loop's thread. */
    void hasten() {
        stopping.hasten();
    }
}

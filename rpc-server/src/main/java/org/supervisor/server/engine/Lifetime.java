package org.supervisor.server.engine;

import java.util.concurrent.CompletableFuture;
import org.supervisor.api.SupervisorState;

/** The life of the supervisor, from the start of its programs to the end of the last of them. */
final class Lifetime {
    private final String identifier;
    private final EventLoop loop;
    private final EventListeners listeners;
    private final Groups groups;
    private final Stopping stopping;
    private final Requests requests;
    private final FailureLog failures;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private volatile SupervisorState phase = SupervisorState.RUNNING;

    Lifetime(
            String identifier,
            EventLoop loop,
            EventListeners listeners,
            Groups groups,
            Stopping stopping,
            Requests requests,
            FailureLog failures) {
        this.identifier = identifier;
        this.loop = loop;
        this.listeners = listeners;
        this.groups = groups;
        this.stopping = stopping;
        this.requests = requests;
        this.failures = failures;
    }

    /** The identifier from the configuration. Any thread. */
    String identifier() {
        return identifier;
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
            loop.end(); // even after a failure: a daemon that is to end must not stay
        });
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

package org.supervisor.server.engine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.supervisor.api.Answer;
import org.supervisor.api.FaultCode;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;

/**
 * Starts, stops, reloads and kills one process in the Perl original's sense: a request that is already fulfilled
 * succeeds, and one joins another that is under way. Confined to the loop's thread.
 */
final class PerlRequests {
    private final Waiters waiters;
    private final Requests requests;
    private final HookRunner hooks;

    PerlRequests(Waiters waiters, Requests requests, HookRunner hooks) {
        this.waiters = waiters;
        this.requests = requests;
        this.hooks = hooks;
    }

    CompletableFuture<Answer> start(ManagedProcess process) {
        CompletableFuture<Void> ready = switch (process.state()) {
            case State.Stopping _, State.Killing _, State.StopPending _
            when !process.isRestarting() -> requests.whenDown(process);
            case State.Down _,
                    State.Stopping _,
                    State.Killing _,
                    State.StopPending _,
                    State.Held _,
                    State.Launching _,
                    State.Starting _,
                    State.Running _,
                    State.Unsignallable _,
                    State.Backoff _,
                    State.RestartDelay _ -> CompletableFuture.completedFuture(null);
        };
        StartOrigin origin = new StartOrigin.Request(Caller.current().toString());
        return ready.thenCompose(_ -> {
            requests.begin(process, origin);
            return waiters.await(process, PerlRequests::outcomeOfStart);
        });
    }

    private static Optional<Answer> outcomeOfStart(ManagedProcess process) {
        return switch (process.state()) {
            case State.Running _, State.Unsignallable _ -> Optional.of(Answer.STARTED);
            case State.Held held when held.isStuck() -> Optional.of(Answer.GAVE_UP);
            case State.Held _, State.Launching _, State.Starting _, State.Backoff _ -> Optional.empty();
            case State.StopPending _, State.Stopping _, State.Killing _ when process.isRestarting() -> Optional.empty();
            case State.Down _, State.RestartDelay _, State.StopPending _, State.Stopping _, State.Killing _ ->
                Optional.of(Answer.GAVE_UP);
        };
    }

    CompletableFuture<Answer> stop(ManagedProcess process) {
        return down(process, new Event.StopRequested(Caller.current().toString()));
    }

    CompletableFuture<Answer> kill(ManagedProcess process) {
        return down(process, new Event.KillRequested(Caller.current().toString()));
    }

    private CompletableFuture<Answer> down(ManagedProcess process, Event request) {
        process.on(request);
        return requests.whenDown(process).thenApply(_ -> Answer.STOPPED);
    }

    /** By its command, or by a signal to the process alone: its children are left to it. */
    CompletableFuture<Answer> reload(ManagedProcess process) {
        return switch (process.state()) {
            case State.Starting(var child, int _, long _, long _, var _) -> reload(process, child);
            case State.Running(var child) -> reload(process, child);
            case State.Unsignallable(var child) -> reload(process, child);
            case State.Down _,
                    State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Stopping _,
                    State.Killing _,
                    State.Backoff _,
                    State.RestartDelay _ -> CompletableFuture.completedFuture(Answer.STOPPED);
        };
    }

    private CompletableFuture<Answer> reload(ManagedProcess process, Child child) {
        return hooks.reload(process, child)
                .map(done -> reloaded(process, done))
                .orElseGet(() -> CompletableFuture.completedFuture(signal(process, child)));
    }

    private CompletableFuture<Answer> reloaded(ManagedProcess process, CompletableFuture<String> done) {
        requests.note(process, "reload_command runs, reload requested by " + Caller.current());
        return done.thenApply(problem -> {
            if (!problem.isEmpty()) {
                throw new RefusedException(FaultCode.FAILED, "reload_command of " + process.name() + " " + problem);
            }
            return Answer.RELOADED;
        });
    }

    private Answer signal(ManagedProcess process, Child child) {
        return switch (child.signal(process.spec().reloadSignal(), false)) {
            case SENT -> {
                requests.note(
                        process, process.spec().reloadSignal() + " sent, reload requested by " + Caller.current());
                yield Answer.RELOADED;
            }
            case GONE -> Answer.STOPPED;
            case DENIED ->
                throw new RefusedException(FaultCode.FAILED, "the kernel does not permit to signal " + process.name());
        };
    }
}

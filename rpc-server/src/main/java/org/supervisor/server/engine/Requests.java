package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Outcome;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.survival.StateJournal;

/**
 * Starts, stops and signals one process, a group or all, in supervisord's sense: a request that does not apply is
 * refused. Confined to the loop's thread.
 */
final class Requests {
    private final ProcessRegistry registry;
    private final Waiters waiters;
    private final Function<ManagedProcess, Optional<Refusal>> commandProblem;
    private final Function<List<ManagedProcess>, List<List<ManagedProcess>>> stopOrder;
    private final BiConsumer<ManagedProcess, String> note;
    private boolean startsNothing;

    /**
     * Requests on a registry.
     *
     * @param commandProblem why a program's command cannot be run, if it cannot
     * @param stopOrder processes in levels, each of which is needed by none but those before it
     * @param note records what was done to a process besides its changes of state
     */
    Requests(
            ProcessRegistry registry,
            Waiters waiters,
            Function<ManagedProcess, Optional<Refusal>> commandProblem,
            Function<List<ManagedProcess>, List<List<ManagedProcess>>> stopOrder,
            BiConsumer<ManagedProcess, String> note) {
        this.registry = registry;
        this.waiters = waiters;
        this.commandProblem = commandProblem;
        this.stopOrder = stopOrder;
        this.note = note;
    }

    /** The process with this address, or BAD_NAME; NOT_PERMITTED if it is none of the caller's. */
    ManagedProcess find(String namespec) {
        return lookUp(namespec).orElseThrow(() -> new RefusedException(FaultCode.BAD_NAME, namespec));
    }

    /** The process with this address, if there is one; NOT_PERMITTED if it is none of the caller's. */
    Optional<ManagedProcess> lookUp(String namespec) {
        Rights.current().requireProcess(namespec);
        return registry.find(namespec);
    }

    /** The members of a group that are the caller's, lowest priority first, or BAD_NAME; NOT_PERMITTED if none can be. */
    List<ManagedProcess> members(String group) {
        Rights rights = Rights.current();
        rights.requireGroup(group);
        return rights.only(
                registry.group(group)
                        .orElseThrow(() -> new RefusedException(FaultCode.BAD_NAME, group))
                        .byPriority(),
                ManagedProcess::name);
    }

    /** All processes that are the caller's: groups by priority, members by priority. */
    List<ManagedProcess> everyone() {
        return Rights.current()
                .only(
                        registry.byPriority().stream()
                                .map(ProcessGroup::byPriority)
                                .flatMap(List::stream)
                                .toList(),
                        ManagedProcess::name);
    }

    CompletableFuture<Void> start(ManagedProcess process, String asked, boolean wait) {
        return start(process, new StartOrigin.Request(Caller.current().toString()), asked, wait);
    }

    /** Even if what it depends on is not there. */
    CompletableFuture<Void> startAlone(ManagedProcess process, String asked, boolean wait) {
        return start(process, new StartOrigin.Request(Caller.current().toString(), true), asked, wait);
    }

    private CompletableFuture<Void> start(ManagedProcess process, StartOrigin origin, String asked, boolean wait) {
        commandProblem.apply(process).ifPresent(problem -> {
            throw new RefusedException(
                    problem.kind() == Refusal.Kind.NO_FILE ? FaultCode.NO_FILE : FaultCode.NOT_EXECUTABLE,
                    problem.message());
        });
        if (process.state().wire().isRunningLike() && !(process.state() instanceof State.Held)) {
            throw new RefusedException(FaultCode.ALREADY_STARTED, asked);
        }
        if (process.state() instanceof State.Unsignallable) {
            throw new RefusedException(FaultCode.FAILED, asked + " is in an unknown process state");
        }
        boolean isOnItsWay = process.isRestarting() || process.state() instanceof State.Held;
        CompletableFuture<Void> ready = isOnItsWay ? CompletableFuture.completedFuture(null) : whenDown(process);
        return ready.thenCompose(_ -> {
            begin(process, origin);
            return waiters.until(process, moved -> isStarted(moved, asked, wait));
        });
    }

    /**
     * Starts a process that was waited for, unless the supervisor has begun to end meanwhile: it would not be stopped
     * then.
     */
    void begin(ManagedProcess process, StartOrigin origin) {
        if (startsNothing) {
            throw new RefusedException(FaultCode.SHUTDOWN_STATE, null);
        }
        process.on(new Event.StartRequested(origin));
    }

    /** The end of the supervisor begins: starts that wait for a process to go down are refused once it is down. */
    void startNothing() {
        startsNothing = true;
    }

    /** Whether a launch is under way whose outcome is not known yet. */
    boolean isLaunching() {
        return registry.processes().stream().anyMatch(process -> StateJournal.isLaunching(process.state()));
    }

    /** The supervisor has ended: requests that wait for a process that it leaves behind fail. */
    void refuseOpen() {
        waiters.refuseAll(process -> new RefusedException(
                FaultCode.FAILED,
                "the supervisor has ended and has left " + process.name() + " in the state "
                        + process.state().wire()));
    }

    private static boolean isStarted(ManagedProcess process, String asked, boolean wait) {
        return switch (process.state()) {
            case State.Launching _, State.StopPending _ -> false;
            case State.Held held
            when wait && held.isStuck() ->
                throw new RefusedException(FaultCode.SPAWN_ERROR, asked + " " + held.reason());
            case State.Held _, State.Starting _ -> !wait;
            case State.Stopping _, State.Killing _ when process.isRestarting() -> false;
            case State.Running _ -> true;
            case State.Backoff _, State.Fatal _ -> throw new RefusedException(FaultCode.SPAWN_ERROR, asked);
            case State.Exited _,
                    State.RestartDelay _,
                    State.Stopped _,
                    State.Stopping _,
                    State.Killing _,
                    State.Unsignallable _ -> throw new RefusedException(FaultCode.ABNORMAL_TERMINATION, asked);
        };
    }

    CompletableFuture<Void> stop(ManagedProcess process, String asked, boolean wait) {
        if (!isStoppable(process)) {
            throw new RefusedException(FaultCode.NOT_RUNNING, asked);
        }
        process.on(new Event.StopRequested(Caller.current().toString()));
        if (process.state() instanceof State.Unsignallable) {
            throw new RefusedException(FaultCode.FAILED, "the kernel does not permit to signal " + asked);
        }
        return wait
                ? waiters.until(process, moved -> isStopped(moved, asked))
                : CompletableFuture.completedFuture(null);
    }

    /** The first signal may come later than the request, and may not be permitted. */
    private static boolean isStopped(ManagedProcess process, String asked) {
        if (process.state() instanceof State.Unsignallable) {
            throw new RefusedException(FaultCode.FAILED, "the kernel does not permit to signal " + asked);
        }
        return isDown(process);
    }

    /** A program in the pause before its restart has exited, but without a stop it would be started again. */
    static boolean isStoppable(ManagedProcess process) {
        return process.state().wire().isRunningLike() || process.state() instanceof State.RestartDelay;
    }

    CompletableFuture<Void> signal(ManagedProcess process, String asked, Signal signal) {
        if (!process.state().wire().isSignallable()) {
            throw new RefusedException(FaultCode.NOT_RUNNING, asked);
        }
        String what = signal + " sent, requested by " + Caller.current();
        return waiters.await(process, moved -> childOf(moved, asked))
                .thenAccept(child -> send(child, asked, signal))
                .thenRun(() -> note.accept(process, what));
    }

    /** The child, as soon as there is one. */
    private static Optional<Child> childOf(ManagedProcess process, String asked) {
        return switch (process.state()) {
            case State.Launching _, State.StopPending _ -> Optional.empty();
            case State.Alive alive -> Optional.of(alive.child());
            case State.Down _, State.Held _, State.Backoff _, State.RestartDelay _ ->
                throw new RefusedException(FaultCode.NOT_RUNNING, asked);
        };
    }

    private static void send(Child child, String asked, Signal signal) {
        if (child.signal(signal, false) == Child.Delivery.DENIED) {
            throw new RefusedException(FaultCode.FAILED, "the kernel does not permit to signal " + asked);
        }
    }

    /** What others depend on comes first, so that they wait for this start of it, and not for one before. */
    CompletableFuture<List<Outcome>> startAll(List<ManagedProcess> processes, boolean wait) {
        return each(
                stopOrder.apply(processes).reversed().stream()
                        .flatMap(List::stream)
                        .toList(),
                process -> !process.state().wire().isRunningLike(),
                (process, name) -> start(process, name, wait));
    }

    CompletableFuture<List<Outcome>> signalAll(List<ManagedProcess> processes, Signal signal) {
        return each(
                processes,
                process -> process.state().wire().isSignallable(),
                (process, name) -> signal(process, name, signal));
    }

    /** Records what was done to a process. */
    void note(ManagedProcess process, String what) {
        note.accept(process, what);
    }

    /** A request to one process. */
    interface Action {
        CompletableFuture<Void> ask(ManagedProcess process, String name);
    }

    /** Requests it of each process that it applies to, all at once; the outcomes are in the order of completion. */
    static CompletableFuture<List<Outcome>> each(
            List<ManagedProcess> processes, Predicate<ManagedProcess> applies, Action action) {
        List<Outcome> outcomes = new ArrayList<>();
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (ManagedProcess process : processes) {
            if (applies.test(process)) {
                open.add(outcome(process, action).thenAccept(outcomes::add));
            }
        }
        return CompletableFuture.allOf(open.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> outcomes);
    }

    private static CompletableFuture<Outcome> outcome(ManagedProcess process, Action action) {
        CompletableFuture<Void> asked;
        try {
            asked = action.ask(process, process.name().toString());
        } catch (RefusedException refused) {
            asked = CompletableFuture.failedFuture(refused);
        }
        return asked.handle((_, failure) -> switch (Failures.cause(failure)) {
            case null -> outcome(process, FaultCode.SUCCESS, "OK");
            case RefusedException refused -> outcome(process, refused.code(), refused.getMessage());
            case Throwable other -> outcome(process, FaultCode.FAILED, FaultCode.FAILED.text(FailureReason.of(other)));
        });
    }

    static Outcome outcome(ManagedProcess process, FaultCode code, String description) {
        return new Outcome(process.name().group(), process.name().process(), code.code(), description);
    }

    /** Completes when no launch is under way, at once if none is. */
    CompletableFuture<Void> whenLaunched(ManagedProcess process) {
        return waiters.until(
                process,
                moved -> !(moved.state() instanceof State.Launching) && !(moved.state() instanceof State.StopPending));
    }

    /** Completes when nothing of the process is left. */
    CompletableFuture<Void> whenDown(ManagedProcess process) {
        return waiters.until(process, Requests::isDown);
    }

    /** Does something with a process when nothing of it is left, unless the supervisor has begun to end by then. */
    void whenDown(ManagedProcess process, Runnable action) {
        var _ = whenDown(process).thenRun(() -> {
            if (!startsNothing) {
                action.run();
            }
        });
    }

    /** Whether nothing of the process is left. UNKNOWN counts as stopped on the wire, but there is a child. */
    static boolean isDown(ManagedProcess process) {
        return !(process.state() instanceof State.Alive)
                && process.state().wire().isStoppedLike();
    }
}

package org.supervisor.server.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopSteps;
import org.supervisor.server.process.TimeSource;

/**
 * Stops everything, all at once and highest priority first; only the event listeners, which are to get the events of
 * it, are stopped after the others have ended. Confined to the loop's thread.
 */
final class Stopping {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(3);

    /** How long a process may take to die from KILL, after the longest grace. */
    static final Duration AFTER_KILL = Duration.ofSeconds(5);

    /** More would overflow the clock's nanoseconds. */
    private static final Duration LONGEST_GRACE = Duration.ofDays(36_500);

    private final ProcessRegistry registry;
    private final Requests requests;
    private final Function<List<ManagedProcess>, List<List<ManagedProcess>>> stopOrder;
    private final HookRunner hooks;
    private final EventLoop loop;
    private final MainLog log;
    private final TimeSource time;
    private boolean ended;

    /** @param stopOrder processes in levels; each level is stopped only when those before it are down */
    Stopping(
            ProcessRegistry registry,
            Requests requests,
            Function<List<ManagedProcess>, List<List<ManagedProcess>>> stopOrder,
            HookRunner hooks,
            EventLoop loop,
            MainLog log,
            TimeSource time) {
        this.stopOrder = stopOrder;
        this.hooks = hooks;
        this.registry = registry;
        this.requests = requests;
        this.loop = loop;
        this.log = log;
        this.time = time;
    }

    /**
     * Begins; completes when the last process is gone, or the longest grace and {@link #AFTER_KILL} are over: what
     * remains then is logged.
     */
    CompletableFuture<Void> everything() {
        String by = Caller.current().toString();
        report();
        requests.startNothing();
        CompletableFuture<Void> down = CompletableFuture.completedFuture(null);
        for (List<ManagedProcess> level : levels(by)) {
            down = down.thenCompose(_ -> stop(level, by));
        }
        return down.thenRun(() -> ended = true);
    }

    /** Skips grace periods: sends KILL to what remains. */
    void hasten() {
        hooks.hasten();
        List.copyOf(registry.processes()).forEach(process -> process.on(new Event.KillRequested("a second signal")));
    }

    /** Each is stopped when those before it are gone. What does not run yet is not started meanwhile. */
    private List<List<ManagedProcess>> levels(String by) {
        List<List<ManagedProcess>> levels = new ArrayList<>(stopOrder.apply(members(false)));
        if (levels.size() > 1) {
            levels.stream()
                    .flatMap(List::stream)
                    .filter(process -> !(process.state() instanceof State.Alive))
                    .forEach(process -> process.on(new Event.ShutdownBegan(by)));
        }
        levels.add(members(true));
        return levels;
    }

    private List<ManagedProcess> members(boolean listeners) {
        return registry.byPriority().reversed().stream()
                .filter(group -> group.spec().kind() instanceof ProgramSpec.Kind.Listener == listeners)
                .map(ProcessGroup::byPriority)
                .flatMap(members -> members.reversed().stream())
                .toList();
    }

    private CompletableFuture<Void> stop(List<ManagedProcess> processes, String by) {
        processes.forEach(process -> process.on(new Event.ShutdownBegan(by)));
        List<ManagedProcess> left = processes.stream().filter(Stopping::isLeft).toList();
        CompletableFuture<Void> down =
                CompletableFuture.allOf(left.stream().map(requests::whenDown).toArray(CompletableFuture<?>[]::new));
        if (!left.isEmpty()) {
            at(longestGrace(left), down, () -> left.forEach(this::killIfLeft));
            at(longestGrace(left).plus(AFTER_KILL), down, () -> giveUp(left, down));
        }
        return down.thenCompose(_ -> hooks.whenOver(processes));
    }

    private void at(Duration fromNow, CompletableFuture<Void> down, Runnable action) {
        Timers.Timer timer = loop.at(time.nanos() + fromNow.toNanos(), action);
        var _ = down.thenRun(timer::cancel);
    }

    /** The longest time that the stop of one of them takes, until it gets KILL. */
    static Duration longestGrace(List<ManagedProcess> processes) {
        return longest(processes.stream().map(process -> new StopSteps(process.spec()).longest()));
    }

    /** The longest of some times. */
    static Duration longest(Stream<Duration> times) {
        return times.map(grace -> grace.compareTo(LONGEST_GRACE) < 0 ? grace : LONGEST_GRACE)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** A process whose grace is over has been sent KILL; one that the kernel did not let us signal gets another try. */
    private void killIfLeft(ManagedProcess process) {
        if (process.state() instanceof State.Unsignallable) {
            process.on(new Event.KillRequested("the end of the supervisor"));
        }
    }

    /** Neither a kill that the kernel refuses nor a process stuck in the kernel keeps the supervisor from ending. */
    private void giveUp(List<ManagedProcess> processes, CompletableFuture<Void> down) {
        for (ManagedProcess process : processes) {
            if (isLeft(process)) {
                log.log(LogLevel.CRITICAL, "leaving " + described(process));
            }
        }
        down.complete(null);
    }

    private static String described(ManagedProcess process) {
        String name = "'" + process.name() + "'";
        return switch (process.state()) {
            case State.Unsignallable(Child child) ->
                name + " (" + child.pid() + ") running: the kernel does not permit to signal it; end it by hand";
            case State.Alive alive ->
                name + " (" + alive.child().pid() + ") behind: it has not died of SIGKILL within "
                        + AFTER_KILL.toSeconds() + " s; it is stuck in the kernel";
            case State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Backoff _,
                    State.RestartDelay _,
                    State.Down _ ->
                name + " behind: its launch has not come to an end; look for a file system that does not answer";
        };
    }

    private static boolean isLeft(ManagedProcess process) {
        return !Requests.isDown(process);
    }

    private void report() {
        if (ended) {
            return;
        }
        String left = registry.processes().stream()
                .filter(Stopping::isLeft)
                .map(process -> process.name().process())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            log.log(LogLevel.INFO, "waiting for " + left + " to die");
            loop.at(time.nanos() + REPORT_EVERY.toNanos(), this::report);
        }
    }
}

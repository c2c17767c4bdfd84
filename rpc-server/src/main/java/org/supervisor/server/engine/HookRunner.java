package org.supervisor.server.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopSteps;
import org.supervisor.server.process.Transition;

/**
 * Runs the commands of processes at the moments that they are for. One that belongs to a state is killed when the process
 * leaves that; one that follows the end of a process holds its next launch. Loop's thread.
 */
final class HookRunner implements Aspect, AutoCloseable {
    private final ProcessRegistry registry;
    private final Commands commands;
    private final BiConsumer<ManagedProcess, String> note;
    private final MainLog log;
    private final Executor loop;
    private final Map<ProcessName, HookRuns> all =
            new HashMap<>(); // also of one that was removed, while a command runs

    /** Runs a command for a process. */
    interface Commands {
        /**
         * Begins a command.
         *
         * @param limit then it is killed, and has failed
         * @param done gets what is wrong, or an empty text; later, and not after it was cancelled
         */
        HelperCommand.Begun begin(ProcessSpec spec, String command, Duration limit, Consumer<String> done);
    }

    /**
     * @param note records what was done to a process
     * @param loop does something when the loop runs
     */
    HookRunner(
            ProcessRegistry registry,
            Commands commands,
            BiConsumer<ManagedProcess, String> note,
            MainLog log,
            Executor loop) {
        this.registry = registry;
        this.commands = commands;
        this.note = note;
        this.log = log;
        this.loop = loop;
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            if (process.spec().aspect(Hooks.class).isPresent()) {
                all.computeIfAbsent(process.name(), _ -> new HookRuns());
            }
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(process -> forgetIfIdle(process.name()));
    }

    private void forgetIfIdle(ProcessName name) {
        if (registry.find(name.toString()).isEmpty()
                && runs(name).filter(HookRuns::areIdle).isPresent()) {
            all.remove(name);
        }
    }

    private Optional<HookRuns> runs(ProcessName name) {
        return all.isEmpty() ? Optional.empty() : Optional.ofNullable(all.get(name));
    }

    /** What follows the end of a process is about to begin when the process decides about its next launch. */
    @Override
    public Gate mayLaunch(ManagedProcess process) {
        return runs(process.name())
                .flatMap(runs -> runs.afterEnd(Hooks.has(process.spec(), Hook.POST_STOP)))
                .<Gate>map(hook -> new Gate.Held("waits for " + hook.word()))
                .orElse(Gate.OPEN);
    }

    /**
     * Runs what prepares a launch.
     *
     * @param done gets what is in its way; empty: nothing
     * @return false: there is nothing to run
     */
    boolean beforeLaunch(ManagedProcess process, Consumer<Optional<Refusal>> done) {
        boolean isAny = Hooks.has(process.spec(), Hook.PRE_START);
        if (isAny) {
            begin(
                    process,
                    Hook.PRE_START,
                    HookVariables.NONE,
                    problem -> done.accept(Optional.of(problem)
                            .filter(text -> !text.isEmpty())
                            .map(text -> new Refusal(Refusal.Kind.PREPARATION, Hook.PRE_START.word() + " " + text))));
        }
        return isAny;
    }

    /**
     * Makes a process reload by its command; empty: it has none.
     *
     * @return completes with what is wrong, or with an empty text
     */
    Optional<CompletableFuture<String>> reload(ManagedProcess process, Child child) {
        if (!Hooks.has(process.spec(), Hook.RELOAD)) {
            return Optional.empty();
        }
        if (runs(process.name()).filter(runs -> runs.isRunning(Hook.RELOAD)).isPresent()) {
            return Optional.of(CompletableFuture.completedFuture("still runs for an earlier request; try again"));
        }
        CompletableFuture<String> done = new CompletableFuture<>();
        begin(process, Hook.RELOAD, HookVariables.of(child), done::complete);
        return Optional.of(done);
    }

    @Override
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        Optional<HookRuns> known = runs(process.name());
        if (known.isEmpty()) {
            return;
        }
        HookRuns runs = known.get();
        if (transition.from() instanceof State.Alive ended && !(transition.to() instanceof State.Alive)) {
            runs.hasChild = false;
            runs.whenStopped(
                    () -> beginIfAny(process, Hook.POST_STOP, HookVariables.of(ended.child(), transition.cause())));
        }
        runs.hasChild |= transition.to() instanceof State.Alive;
        if (transition.isLast()) {
            runs.cancelAllBut(hook -> belongs(hook, process.state()));
            if (transition.cause() instanceof Event.Resumed) {
                loop.execute(() -> resume(process, transition.to()));
            } else {
                follow(process);
            }
        }
    }

    /** What an earlier supervisor has begun before the end of a process is run again: nobody knows how far that came. */
    @SuppressWarnings("ReferenceEquality")
    private void resume(ManagedProcess process, State state) {
        if (process.state() == state && state instanceof State.Stopping) {
            follow(process);
        }
    }

    private void follow(ManagedProcess process) {
        switch (process.state()) {
            case State.Running(Child child) -> beginIfAny(process, Hook.POST_START, HookVariables.of(child));
            case State.Stopping(Child child, int step, long _)
            when step == 0 -> beginIfAny(process, Hook.PRE_STOP, HookVariables.of(child));
            case State.Stopping(Child child, int step, long _)
            when step == 1 -> beginIfAny(process, Hook.STOP, HookVariables.of(child));
            case State.Down _,
                    State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Alive _,
                    State.Backoff _,
                    State.RestartDelay _ -> {}
        }
    }

    /** Whether a command may go on in a state. One that stops a process, or cleans up after it, may do so beyond its end. */
    private static boolean belongs(Hook hook, State state) {
        return switch (hook) {
            case PRE_START -> state instanceof State.Launching;
            case POST_START -> state instanceof State.Running;
            case PRE_STOP -> state instanceof State.Stopping stopping && stopping.sent() == 0;
            case STOP ->
                !(state instanceof State.Alive) || (state instanceof State.Stopping stopping && stopping.sent() == 1);
            case RELOAD ->
                state instanceof State.Starting
                        || state instanceof State.Running
                        || state instanceof State.Unsignallable;
            case POST_STOP -> true;
        };
    }

    private void beginIfAny(ManagedProcess process, Hook hook, HookVariables variables) {
        if (Hooks.has(process.spec(), hook)) {
            begin(process, hook, variables, problem -> process.on(new Event.HookEnded(hook, problem)));
        }
    }

    private void begin(ManagedProcess process, Hook hook, HookVariables variables, Consumer<String> done) {
        ProcessSpec spec = process.spec();
        Duration limit = hook == Hook.STOP
                ? new StopSteps(spec).grace(1)
                : spec.aspect(Hooks.class).orElseThrow().timeout();
        CompletableFuture<Void> gone = all.computeIfAbsent(process.name(), _ -> new HookRuns())
                .begin(
                        hook,
                        ended -> commands.begin(
                                variables.addedTo(spec, hook),
                                Hooks.command(spec, hook).orElseThrow(),
                                limit,
                                ended),
                        problem -> {
                            report(process, hook, problem);
                            done.accept(problem);
                            // there may be another process of that name by now
                            registry.find(process.name().toString())
                                    .ifPresent(current -> current.on(new Event.Released()));
                        });
        var _ = gone.thenRun(() -> forgetIfIdle(process.name()));
    }

    private void report(ManagedProcess process, Hook hook, String problem) {
        if (problem.isEmpty()) {
            log.log(LogLevel.DEBUG, hook.word() + " of '" + process.name() + "' is done");
        } else if (!problem.equals(HookRuns.CANCELLED)) {
            log.log(LogLevel.WARN, hook.word() + " of '" + process.name() + "' " + problem);
            note.accept(process, hook.word() + " " + problem);
        }
    }

    /** Completes when nothing runs any more that follows the end of these processes. */
    CompletableFuture<Void> whenOver(Collection<ManagedProcess> processes) {
        return CompletableFuture.allOf(processes.stream()
                .map(ManagedProcess::name)
                .flatMap(name -> runs(name).stream())
                .map(HookRuns::whenOver)
                .toArray(CompletableFuture<?>[]::new));
    }

    /** Ends all that runs at once. */
    void hasten() {
        List.copyOf(all.values()).forEach(runs -> runs.cancelAllBut(_ -> false));
    }

    /** Kills what runs; another daemon may begin it again. */
    @Override
    public void close() {
        all.values().forEach(HookRuns::kill);
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(Hooks.class).ifPresent(hooks -> {
            facts.add("hooks", runs(process.name()).orElseGet(HookRuns::new).facts(hooks));
            facts.add("hook_timeout", Causes.seconds(hooks.timeout()));
        });
    }
}

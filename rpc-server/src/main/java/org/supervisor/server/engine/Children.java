package org.supervisor.server.engine;

import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.State;

/** Connects children that were launched, and reaps them when they have ended. Loop's thread. */
final class Children {
    private final Kernel kernel;
    private final ExitWatch exits;
    private final OutputWiring wiring;
    private final ProcessEntries entries;
    private final ForkedLaunches forked;
    private final FailureLog failures;
    private Consumer<ManagedProcess> readFirst = _ -> {};

    Children(
            Kernel kernel,
            ExitWatch exits,
            OutputWiring wiring,
            ProcessEntries entries,
            ForkedLaunches forked,
            FailureLog failures) {
        this.forked = forked;
        this.kernel = kernel;
        this.exits = exits;
        this.wiring = wiring;
        this.entries = entries;
        this.failures = failures;
    }

    /** Shows why the launch of a process that was ordered has not been carried out yet. */
    void launchIsLate(ManagedProcess process, State.Launching launch, String reason) {
        entries.of(process).launchIsLate(launch, reason);
    }

    /** Connects a child and reports it to its process. A child that cannot be connected is a launch that failed. */
    void connect(ManagedProcess process, LaunchPlan plan, SpawnResult.Spawned spawned) {
        LiveChild child = new LiveChild(
                        kernel,
                        spawned.pid(),
                        spawned.pidfd(),
                        plan.isRecorded() ? Optional.of(kernel.identify(spawned)) : Optional.empty())
                .in(forked.concerns(process) ? Optional.empty() : forked.trees().of(process, spawned.pid()));
        ProcessEntry entry = entries.of(process);
        try {
            ChildIo io = wiring.connect(entry, spawned, plan.stdoutListener());
            if (forked.concerns(process)) {
                watch(entry, child, io, () -> forked.firstEnded(process, reap(child)));
                forked.begin(process, child, new ForkedLaunch.Outcome() {
                    @Override
                    public void found(ForkedProcess.Finding.Found main) {
                        launched(process, child.forked(main));
                    }

                    @Override
                    public void failed(String reason) {
                        process.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.PREPARATION, reason)));
                    }
                });
                return;
            }
            watch(entry, child, io, () -> exited(entry, child));
        } catch (Throwable failure) {
            failures.report(failure);
            // no other process of the program is to begin beside this one, unless it cannot be killed
            failures.attempt(
                    () -> exits.abandon(child, () -> process.on(new Event.LaunchRefused(Refusal.of(failure)))));
            return;
        }
        process.on(new Event.Launched(child));
    }

    /**
     * Connects a child that an earlier daemon has launched.
     *
     * @throws RuntimeException it cannot be connected; it runs on, and its descriptors are closed
     */
    LiveChild adopt(ManagedProcess process, Adoption.Found found, Optional<OutputListener> listener) {
        LiveChild child =
                found.live(kernel).in(forked.trees().of(process, found.child().pid()));
        ProcessEntry entry = entries.of(process);
        try {
            watch(entry, child, wiring.reconnect(entry, found.child(), listener), () -> exited(entry, child));
            found.forStdin()
                    .filter(bytes -> bytes.length > 0)
                    .ifPresent(entry.io().input()::write);
            return child;
        } catch (Throwable failure) {
            failures.attempt(entry.io()::close);
            failures.attempt(() -> exits.forget(child));
            throw failure;
        }
    }

    /**
     * Reads what a child has left that has ended under an earlier daemon, or is to be stopped, and what comes after that.
     *
     * @param pipes those that are still held; their descriptors are closed if they cannot be connected
     */
    void remains(ManagedProcess process, SpawnResult.Spawned pipes) {
        ProcessEntry entry = entries.of(process);
        entry.io(wiring.reconnect(entry, pipes, Optional.empty()));
        entry.io().drain();
    }

    /** It has been forked away by the process that was launched. */
    private void launched(ManagedProcess process, LiveChild main) {
        LiveChild child = main.in(forked.trees().of(process, main.pid()));
        watch(entries.of(process), child);
        process.on(new Event.Launched(child));
    }

    /**
     * Goes on with another process of a program that is up as the one that is supervised.
     *
     * @param how for people: how it is known
     */
    void goOnWith(ManagedProcess process, ForkedProcess.Finding.Found main, String how) {
        if (process.state() instanceof State.Alive alive && alive.child() instanceof LiveChild before) {
            forked.trees().expectOrphans();
            LiveChild child = before.forked(main).in(forked.trees().of(process, main.pid()));
            watch(entries.of(process), child);
            process.resume(process.remembered().with(alive.with(child)), how);
        } else {
            kernel.close(main.pidfd());
        }
    }

    private void watch(ProcessEntry entry, LiveChild child) {
        try {
            exits.watch(child, () -> exited(entry, child));
        } catch (Throwable failure) {
            failures.attempt(() -> exits.forget(child));
            throw failure;
        }
    }

    /** What is to be read of a process that has ended before its end is dealt with. */
    void readFirst(Consumer<ManagedProcess> reader) {
        readFirst = reader;
    }

    private void watch(ProcessEntry entry, LiveChild child, ChildIo io, Runnable ended) {
        try {
            entry.io(io);
            exits.watch(child, ended);
        } catch (Throwable failure) {
            failures.attempt(io::close);
            throw failure;
        }
    }

    /** The child is a zombie: reads the rest of its output, then reaps it, then reports its exit. */
    private void exited(ProcessEntry entry, LiveChild child) {
        failures.attempt(() -> readFirst.accept(entry.process()));
        if (entry.process().pid() != child.pid()) { // another one is supervised in its place
            reap(child);
            return;
        }
        failures.attempt(() -> entry.io().drain());
        failures.attempt(() -> killRemaining(entry, child));
        ExitStatus status = reap(child);
        Runnable report = () -> entry.process().on(new Event.ChildExited(status));
        child.tree().ifPresent(ChildTree::ended);
        child.tree()
                .filter(tree ->
                        tree.isSignalled() || isBeingStopped(entry.process().state()))
                .ifPresentOrElse(tree -> tree.whenGone(report), report);
    }

    private ExitStatus reap(LiveChild child) {
        try {
            return exits.reap(child);
        } catch (Throwable failure) {
            failures.report(failure);
            return new ExitStatus.Lost();
        }
    }

    private void killRemaining(ProcessEntry entry, LiveChild child) {
        if (entry.process().spec().stop().killsRemaining()
                && isBeingStopped(entry.process().state())) {
            // before the zombie is reaped its pid, and so the group's number, cannot belong to anybody else
            child.signalGroup(Signal.KILL);
        }
    }

    private static boolean isBeingStopped(State state) {
        return state instanceof State.Stopping || state instanceof State.Killing;
    }
}

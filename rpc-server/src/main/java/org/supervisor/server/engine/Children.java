package org.supervisor.server.engine;

import org.supervisor.api.Signal;
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
    private final Slots slots;
    private final FailureLog failures;

    Children(Kernel kernel, ExitWatch exits, OutputWiring wiring, Slots slots, FailureLog failures) {
        this.kernel = kernel;
        this.exits = exits;
        this.wiring = wiring;
        this.slots = slots;
        this.failures = failures;
    }

    /** Connects a child and reports it to its process. A child that cannot be connected is a launch that failed. */
    void connect(ManagedProcess process, LaunchPlan plan, SpawnResult.Spawned spawned) {
        LiveChild child = new LiveChild(kernel, spawned.pid(), spawned.pidfd());
        Slot slot = slots.of(process);
        try {
            watch(slot, child, wiring.connect(slot, spawned, plan.stdoutListener()));
        } catch (Throwable failure) {
            failures.report(failure);
            abandon(child);
            process.on(new Event.LaunchRefused(Refusal.of(failure)));
            return;
        }
        process.on(new Event.Launched(child));
    }

    private void watch(Slot slot, LiveChild child, ChildIo io) {
        try {
            slot.io(io);
            exits.watch(child, () -> exited(slot, child));
        } catch (Throwable failure) {
            failures.attempt(io::close);
            throw failure;
        }
    }

    /** Ends a child that nobody watches. */
    private void abandon(LiveChild child) {
        failures.attempt(() -> kernel.signalGroup(child.pid(), Signal.KILL));
        failures.attempt(() -> exits.abandon(child));
    }

    /** The child is a zombie: reads the rest of its output, then reaps it, then reports its exit. */
    private void exited(Slot slot, LiveChild child) {
        failures.attempt(() -> slot.io().drain());
        failures.attempt(() -> sweep(slot, child));
        slot.process().on(new Event.ChildExited(bury(child)));
    }

    private ExitStatus bury(LiveChild child) {
        try {
            return exits.bury(child);
        } catch (Throwable failure) {
            failures.report(failure);
            return new ExitStatus.Lost();
        }
    }

    private void sweep(Slot slot, LiveChild child) {
        if (slot.process().spec().stop().sweeps()
                && isBeingStopped(slot.process().state())) {
            // before the zombie is reaped its pid, and so the group's number, cannot belong to anybody else
            kernel.signalGroup(child.pid(), Signal.KILL);
        }
    }

    private static boolean isBeingStopped(State state) {
        return state instanceof State.Stopping || state instanceof State.Killing;
    }
}

package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.supervisor.server.output.SimulatedDevices;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.State;

/** What must be true of an engine on a simulated kernel after each of its turns, whatever has happened. */
final class SimulatedInvariants {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long LONGEST_REST = 15 * SECOND; // of a program that is to be started again
    private static final long LONGEST_LAUNCH = 60 * SECOND; // behind others, and without descriptors now and then
    private static final long LONGEST_LEFTOVER = 60 * SECOND; // three attempts to stop it, and KILL three times
    private static final long LONGEST_HOOK = 8 * SECOND;
    private static final long LONGEST_ORPHAN = 70 * SECOND; // behind all launches

    private final SimulatedKernel kernel;
    private final SimulatedDevices devices;
    private final Control control;
    private final SimulatedAspect aspect;
    private final boolean isInit;
    private final long began;
    private final boolean priorityWaits;
    private final Map<ProcessName, Watch> watches = new HashMap<>();
    private long lastEvent;
    private boolean isEnding;

    /** How long a process has been in a state. */
    private static final class Watch {
        private State state;
        private long since;
        private int pid;
    }

    SimulatedInvariants(
            SimulatedKernel kernel,
            SimulatedDevices devices,
            Control control,
            SimulatedAspect aspect,
            boolean isInit,
            boolean priorityWaits) {
        this.kernel = kernel;
        this.devices = devices;
        this.control = control;
        this.aspect = aspect;
        this.isInit = isInit;
        this.began = kernel.nanos();
        this.priorityWaits = priorityWaits;
    }

    /** The end has begun: what is wanted up is stopped all the same. */
    void ending() {
        isEnding = true;
    }

    void check() {
        checkEvents();
        kernel.processes.children.values().forEach(this::checkReaped);
        List<ProcessView> views = control.processes();
        checkOwned();
        views.forEach(this::checkPid);
        for (ManagedProcess process : aspect.processes.values()) {
            checkState(process);
            checkGoal(process);
        }
        kernel.descriptors.all().forEach(this::checkRead);
    }

    private void checkEvents() {
        long latest = control.events().latest();
        require(latest >= lastEvent, "the number of the latest event falls");
        lastEvent = latest;
    }

    private void checkReaped(SimulatedChild child) {
        if (child.isAlive()) {
            return;
        }
        long waits = kernel.nanos() - child.endedAt;
        boolean isBehindOrphan =
                kernel.processes.watchesAnyExit(); // one is shown at a time, and an orphan waits for launches
        boolean isOverdue = child.isOrphan
                ? isInit && waits > LONGEST_ORPHAN
                : child.isReported && waits > (isBehindOrphan ? 2 * SECOND : SECOND);
        require(!isOverdue, "ended and not reaped", child);
    }

    private void checkOwned() {
        if (kernel.turnsSinceHappening() <= 2) {
            return; // what has just happened may still be in the mailbox
        }
        for (SimulatedChild child : kernel.processes.children.values()) {
            if (child.isHook()) {
                checkHook(child);
                continue;
            }
            boolean isOwned = !child.isReported
                    || !child.isAlive()
                    || child.isKilled() // its launch has failed in the end
                    || child.isUntouchable()
                    || isLeftover(child)
                    || isOwned(child);
            require(isOwned, "nobody owns a child", child);
        }
    }

    /** One of an earlier daemon that this one stops. */
    private boolean isLeftover(SimulatedChild child) {
        boolean mayBe = child.isReparented && (!child.out.isHeld || child.hasSocket || kernel.faults.exist);
        return mayBe && kernel.nanos() - began <= LONGEST_LEFTOVER;
    }

    /** A command is over in time, or is killed; the one that stops a process has the grace of that. */
    private void checkHook(SimulatedChild child) {
        require(
                !child.isAlive()
                        || child.isKilled()
                        || child.isReparented // by the death of its daemon: it runs on by itself
                        || child.isUntouchable()
                        || kernel.nanos() - child.begunAt <= LONGEST_HOOK,
                "a command runs for too long",
                child);
    }

    private boolean isOwned(SimulatedChild child) {
        ManagedProcess process = aspect.processes.get(ProcessName.parse(child.name));
        return process != null && process.pid() == child.pid;
    }

    /** A process that is shown has not been reaped, and its last status is the one that the kernel gave. */
    private void checkPid(ProcessView view) {
        Watch watch = watch(view.spec().name());
        require(
                view.pid() == 0 || kernel.processes.children.containsKey(view.pid()) || hasJustEnded(view.pid()),
                "is shown with a pid that was reaped",
                view.spec().name(),
                view.pid());
        if (watch.pid != 0 && view.pid() == 0) {
            ExitStatus given = kernel.processes.statuses.get(watch.pid);
            require(given != null, view.spec().name() + " has lost its process " + watch.pid);
            boolean mayBeLost = kernel.processes.isReapedByOther(watch.pid);
            view.lastRun()
                    .exit()
                    .ifPresent(known -> require(
                            known.equals(given) || (mayBeLost && known instanceof ExitStatus.Lost),
                            view.spec().name() + " has ended with " + given + " and is shown with " + known));
        }
        watch.pid = view.pid();
    }

    private boolean hasJustEnded(int pid) {
        return kernel.processes
                .reapedByOther(pid)
                .filter(child -> kernel.nanos() - child.endedAt <= SECOND)
                .isPresent();
    }

    /** No deadline is missed, and no state lasts longer than it may. */
    @SuppressWarnings("ReferenceEquality") // the very state is meant: an equal one is another stay
    private void checkState(ManagedProcess process) {
        Watch watch = watch(process.name());
        long now = kernel.nanos();
        if (watch.state != process.state()) {
            watch.state = process.state();
            watch.since = now;
        }
        OptionalLong deadline = process.state().deadlineNanos();
        require(
                deadline.isEmpty() || now - deadline.getAsLong() <= MILLI,
                "has missed the deadline of its state",
                process.name(),
                process.state());
        long lasts = now - watch.since;
        require(lasts <= longest(process), "is in its state for too long", process.name(), process.state());
    }

    private long longest(ManagedProcess process) {
        ProcessSpec spec = process.spec();
        long grace = spec.stop().grace().toNanos();
        return switch (process.state()) {
            case State.Held _ when priorityWaits || spec.aspect(DependsOn.class).isPresent() -> Long.MAX_VALUE;
            case State.Launching _, State.StopPending _, State.Held _ -> LONGEST_LAUNCH;
            case State.Starting _ -> spec.start().staysUp().toNanos() + MILLI;
            case State.Stopping stopping when stopping.sent() == 0 -> SimulatedPrograms.HOOK_TIMEOUT.toNanos() + MILLI;
            case State.Stopping _, State.Killing _ -> grace + SECOND;
            case State.Backoff _ -> LONGEST_REST;
            case State.RestartDelay(var _, boolean _, int _, Duration pause, long _) -> pause.toNanos() + MILLI;
            case State.Running _, State.Unsignallable _, State.Down _ -> Long.MAX_VALUE;
        };
    }

    /**
     * A process that is wanted up is up, comes up by itself, was given up or has ended for good by its own rules. One that is
     * wanted down is down, or goes down. Requests that wait for something have not changed the goal yet.
     */
    private void checkGoal(ManagedProcess process) {
        State state = process.state();
        boolean isMet = switch (process.goal()) {
            case Goal.Up _ ->
                switch (state) {
                    case State.Launching _, State.Starting _, State.Running _, State.Unsignallable _ -> true;
                    case State.Backoff _, State.RestartDelay _ ->
                        state.deadlineNanos().isPresent();
                    case State.Held _, State.Fatal _ -> true;
                    case State.Exited(ExitStatus status, boolean _) ->
                        isEnding || !process.spec().restart().restartsAfter(status);
                    case State.StopPending _, State.Stopping _, State.Killing _ -> isEnding || process.isRestarting();
                    case State.Stopped _ -> isEnding;
                };
            case Goal.Down _ ->
                switch (state) {
                    case State.Down _, State.Stopping _, State.Killing _, State.StopPending _ -> true;
                    case State.Unsignallable _ -> true;
                    case State.Launching _,
                            State.Starting _,
                            State.Running _,
                            State.Backoff _,
                            State.RestartDelay _,
                            State.Held _ -> false;
                };
        };
        require(isMet, "goal and state do not fit", process.name(), process.goal(), state);
    }

    private void checkRead(SimulatedDescriptors.Descriptor descriptor) {
        SimulatedPipe input = descriptor.writeEnd();
        require(
                input == null
                        || !input.isWanted
                        || !input.hasReader
                        || !input.hasRoom()
                        || kernel.nanos() - input.roomSince <= SECOND,
                "has room, and what waits for it is not written",
                descriptor.what());
        SimulatedPipe pipe = descriptor.readEnd();
        require(
                pipe == null
                        || pipe.size() == 0
                        || kernel.nanos() - pipe.unreadSince <= SECOND
                        || isUnreported(pipe)
                        || mayWaitForDevice(descriptor.what()),
                "is not read, and bytes wait in it",
                descriptor.what());
    }

    /** A pipe whose log cannot be written is not read, and is read again soon after it can. */
    private boolean mayWaitForDevice(String stream) {
        Path device = kernel.deviceOf.get(stream);
        return device != null && devices.hasBeenFree(device).toNanos() <= SECOND;
    }

    private boolean isUnreported(SimulatedPipe pipe) {
        return kernel.processes.children.values().stream()
                .anyMatch(child -> !child.isReported && (child.out == pipe || child.err == pipe));
    }

    /** Nothing of a group is left open when it was removed, but for what is still being stopped of an earlier daemon. */
    void checkRemoved(String group) {
        if (kernel.processes.children.values().stream()
                .anyMatch(child -> child.isReparented && child.name.startsWith(group + ":"))) {
            return;
        }
        kernel.descriptors.all().stream()
                .filter(descriptor -> descriptor.what().startsWith(group + ":"))
                .findFirst()
                .ifPresent(open -> kernel.trace.violated(open.what() + " is open, though its group was removed"));
    }

    private Watch watch(ProcessName name) {
        return watches.computeIfAbsent(name, _ -> new Watch());
    }

    /** What it is about comes last, and becomes words only if it is wrong. */
    private static void require(boolean isTrue, String otherwise, Object... about) {
        if (!isTrue) {
            throw new AssertionError(otherwise + ": " + Arrays.toString(about));
        }
    }
}

package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.supervisor.api.Signal;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.process.ExitStatus;

/** The children of the daemon. A pid that is signalled or reaped after it was reaped is a violation. */
final class SimulatedProcesses {
    final Map<Integer, SimulatedChild> children = new TreeMap<>(); // those that were not reaped
    final Map<Integer, ExitStatus> statuses = new TreeMap<>(); // of those that were reaped
    int orphansReaped;
    Runnable onChildEnded = () -> {};
    private final SimulatedKernel kernel;
    private final SimulatedTrace trace;
    private final List<SimulatedExits> exits = new ArrayList<>(1);
    private int nextPid = 100;

    SimulatedProcesses(SimulatedKernel kernel, SimulatedTrace trace) {
        this.kernel = kernel;
        this.trace = trace;
    }

    /** The pid of the next child. */
    int newPid() {
        return nextPid++;
    }

    void closed(SimulatedExits watch) {
        exits.remove(watch);
    }

    /** Whether there is a watch of all exits. */
    boolean watchesAnyExit() {
        return !exits.isEmpty();
    }

    /** A child that the supervisor has not launched: an orphan, or one from before. */
    void adopt() {
        SimulatedChild orphan = new SimulatedChild(
                kernel,
                new Random(kernel.chance.nextLong()),
                newPid(),
                "orphan",
                "quick",
                new SimulatedPipe(),
                new SimulatedPipe(),
                new SimulatedPipe());
        orphan.isOrphan = true;
        children.put(orphan.pid, orphan);
        trace.note("adopted " + orphan);
        orphan.begin();
    }

    void ended(SimulatedChild child) {
        trace.note("ended " + child.name + " " + child.pid + " " + child.status);
        exits.forEach(SimulatedExits::look);
        onChildEnded.run();
    }

    Kernel.AnyExit anyExit(IntConsumer ended) {
        SimulatedExits watch = new SimulatedExits(kernel, ended);
        exits.add(watch);
        return watch;
    }

    SignalSent signal(int pid, Signal signal) {
        SimulatedChild child = children.get(pid);
        trace.note("signal " + signal + " to " + pid);
        if (child == null) {
            trace.violated("pid " + pid + " is signalled after it was reaped");
            return SignalSent.GONE;
        }
        if (child.untouchableUntil - kernel.nanos() > 0 && child.untouchableUntil != Long.MIN_VALUE) {
            return SignalSent.DENIED;
        }
        try {
            kernel.faults.maybe(kernel.faults.signalFailsOnceIn, "signal");
        } catch (Throwable failure) {
            child.untouchableUntil = kernel.nanos(); // as for one that the kernel does not let us signal
            throw failure;
        }
        child.signal(signal);
        return SignalSent.SENT;
    }

    SignalSent signalGroup(int group, Signal signal) {
        SignalSent sent = signal(group, signal);
        SimulatedChild leader = children.get(group);
        if (leader != null && sent == SignalSent.SENT && signal.equals(Signal.KILL)) {
            leader.endGrandchild();
        }
        return sent;
    }

    Optional<ExitStatus> reap(int pid) {
        SimulatedChild child = children.get(pid);
        if (child == null) {
            trace.violated("pid " + pid + " is reaped twice");
            return Optional.of(new ExitStatus.Lost());
        }
        if (child.isAlive()) {
            return Optional.empty();
        }
        trace.note("reaped " + pid);
        children.remove(pid);
        statuses.put(pid, child.status);
        orphansReaped += child.isOrphan ? 1 : 0;
        exits.forEach(SimulatedExits::look); // perhaps there is no child any more
        return Optional.of(child.status);
    }

    int anyEnded() {
        return children.values().stream()
                .filter(child -> !child.isAlive())
                .mapToInt(child -> child.pid)
                .findFirst()
                .orElse(0);
    }
}

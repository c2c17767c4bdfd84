package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.os.SpawnResult;
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
    private final Map<Integer, SimulatedChild> reapedByOthers = new TreeMap<>(); // their daemon was gone
    private final Map<Long, SimulatedChild> held = new TreeMap<>(); // by their pipes
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
        if (child.isReparented) {
            reapedByOther(child);
        }
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
            if (!isReapedByOther(pid)) {
                trace.violated("pid " + pid + " is signalled after it was reaped");
            }
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

    /** The daemon is gone: its children are those of process 1, which reaps them as soon as they end. */
    void crashed() {
        exits.clear();
        onChildEnded = () -> {};
        for (SimulatedChild child : List.copyOf(children.values())) {
            child.isReported = true;
            child.isReparented = true;
            if (!child.isAlive()) {
                reapedByOther(child);
            } else if (!child.out.isHeld) {
                child.lostDaemon();
            }
        }
    }

    private void reapedByOther(SimulatedChild child) {
        children.remove(child.pid);
        statuses.put(child.pid, child.status);
        reapedByOthers.put(child.pid, child);
    }

    /** Whether it has ended when its daemon was gone, or later. */
    boolean isReapedByOther(int pid) {
        return reapedByOthers.containsKey(pid);
    }

    /** One that has ended so. */
    Optional<SimulatedChild> reapedByOther(int pid) {
        return Optional.ofNullable(reapedByOthers.get(pid));
    }

    SignalSent signalGroupOfAnother(int group, Signal signal) {
        if (isReapedByOther(group) && signal.equals(Signal.KILL)) {
            reapedByOthers.get(group).endGrandchild();
        }
        return signalGroup(group, signal);
    }

    /** Its pipes are held beside the daemon, if it survives that. */
    void hold(SimulatedChild child) {
        if (child.out.isHeld) {
            held.put(child.out.inode, child);
            held.put(child.err.inode, child);
        }
    }

    void endHeld() {
        held.clear();
    }

    /** Those whose pipes are held. */
    Collection<SimulatedChild> held() {
        return held.values();
    }

    /** Opens a pipe that is held; below 0: it is not. */
    int openHeld(long pipe) {
        SimulatedChild child = held.get(pipe);
        return child == null ? -1 : reopen(child, pipe);
    }

    private int reopen(SimulatedChild child, long pipe) {
        return child.out.inode == pipe
                ? kernel.descriptors.reopen(child.name + " stdout", child.out)
                : kernel.descriptors.reopen(child.name + " stderr", child.err);
    }

    /** Whether it lives, and a socket is its standard input, and we may look into it. */
    boolean hasSocket(int pid) {
        SimulatedChild child = children.get(pid);
        return child != null && child.isAlive() && child.hasSocket && kernel.chance.nextInt(4) > 0;
    }

    ChildIdentity identify(int pid) {
        SimulatedChild child = children.get(pid);
        return new ChildIdentity(pid, pid, child.out.inode, child.err.equals(child.out) ? 0 : child.err.inode);
    }

    Optional<SpawnResult.Spawned> find(ChildIdentity identity) {
        return Optional.ofNullable(children.get(identity.pid()))
                .filter(SimulatedChild::isAlive)
                .map(this::open);
    }

    Optional<SpawnResult.Spawned> find(long stdoutPipe) {
        return children.values().stream()
                .filter(child -> child.isAlive() && child.out.inode == stdoutPipe)
                .findFirst()
                .map(this::open);
    }

    private SpawnResult.Spawned open(SimulatedChild child) {
        int pidfd = kernel.descriptors.open(SimulatedDescriptors.Descriptor.pidfd(child.name + " pidfd", child));
        int stdout = child.out.isHeld ? reopen(child, child.out.inode) : -1;
        int stderr = child.out.isHeld && !child.err.equals(child.out) ? reopen(child, child.err.inode) : -1;
        return new SpawnResult.Spawned(child.pid, pidfd, -1, stdout, stderr);
    }

    Optional<ExitStatus> reap(int pid) {
        SimulatedChild child = children.get(pid);
        if (isReapedByOther(pid)) {
            return Optional.of(kernel.isSparse ? new ExitStatus.Lost() : statuses.get(pid));
        }
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

    boolean hasEnded(int pid) {
        return children.containsKey(pid) && !children.get(pid).isAlive();
    }

    int anyEnded() {
        return children.values().stream()
                .filter(child -> !child.isAlive())
                .mapToInt(child -> child.pid)
                .findFirst()
                .orElse(0);
    }
}

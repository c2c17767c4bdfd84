package org.supervisor.server.engine;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.Transition;

/**
 * Holds each process that is started while others of a lower priority are still coming up. One that is launched again after
 * a failure or an end is not held. Loop's thread.
 */
final class Priorities implements Aspect {
    private final Map<ManagedProcess, Known> all = new HashMap<>();
    private final TreeMap<Level, Set<ManagedProcess>> coming = new TreeMap<>();
    private final TreeMap<Level, Set<ManagedProcess>> held = new TreeMap<>();

    /** The place in the order of starts: groups come before programs. */
    private record Level(int group, int process) implements Comparable<Level> {
        private static final Comparator<Level> ORDER =
                Comparator.comparingInt(Level::group).thenComparingInt(Level::process);

        @Override
        public int compareTo(Level other) {
            return ORDER.compare(this, other);
        }
    }

    /** A process, and the state in which it was seen last: when it decides about a launch it is ahead of that. */
    private static final class Known {
        private final Level level;
        private State seen;

        Known(Level level, State seen) {
            this.level = level;
            this.seen = seen;
        }
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            Level level = new Level(group.spec().priority(), process.spec().priority());
            all.put(process, new Known(level, process.state()));
            put(coming, level, process, isComing(process));
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            Known known = all.remove(process);
            if (known != null) {
                put(coming, known.level, process, false);
                put(held, known.level, process, false);
            }
        }
        release();
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        Known known = all.get(process);
        if (known == null || !isStart(known) || ignoresOthers(process)) {
            return Gate.OPEN;
        }
        Level lower = coming.lowerKey(known.level);
        if (lower == null) {
            return Gate.OPEN;
        }
        int priority = lower.group() == known.level.group() ? lower.process() : lower.group();
        return new Gate.Held("waits until all with priority " + priority + " are running");
    }

    private static boolean isStart(Known known) {
        return known.seen instanceof State.Down || known.seen instanceof State.Held;
    }

    private static boolean ignoresOthers(ManagedProcess process) {
        return process.goal() instanceof Goal.Up(StartOrigin.Request(String _, boolean ignores), var _) && ignores;
    }

    /** Dependencies count more than priorities: one that waits for them may wait for a process that is held here. */
    private static boolean isComing(ManagedProcess process) {
        return switch (process.state()) {
            case State.Held waits ->
                !waits.isStuck() && process.spec().aspect(DependsOn.class).isEmpty();
            case State.Launching _, State.Starting _, State.Backoff _ -> true;
            case State.Stopped _ -> isAboutToStart(process);
            case State.Exited _,
                    State.Fatal _,
                    State.StopPending _,
                    State.Running _,
                    State.Stopping _,
                    State.Killing _,
                    State.Unsignallable _,
                    State.RestartDelay _ -> false;
        };
    }

    /** It starts with the supervisor or with its group. */
    private static boolean isAboutToStart(ManagedProcess process) {
        return switch (process.goal()) {
            case Goal.Up _ -> true;
            case Goal.Down(StopOrigin.NeverStarted _, var _) -> process.spec().autoStart();
            case Goal.Down(StopOrigin.Request _, var _) -> false;
        };
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // to compare records takes code made at run time
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        Known known = all.get(process);
        if (known == null || transition.to() != process.state()) {
            return;
        }
        known.seen = transition.to();
        put(held, known.level, process, transition.to() instanceof State.Held);
        if (put(coming, known.level, process, isComing(process))) {
            release();
        }
    }

    /** Launches those that nothing of a lower priority is in the way of any more. */
    private void release() {
        while (!held.isEmpty() && coming.lowerKey(held.firstKey()) == null) {
            Set<ManagedProcess> free = held.pollFirstEntry().getValue();
            free.forEach(process -> process.on(new Event.Released()));
        }
    }

    /** Whether nothing is left at this level by it. */
    private static boolean put(
            Map<Level, Set<ManagedProcess>> levels, Level level, ManagedProcess process, boolean isIn) {
        if (isIn) {
            levels.computeIfAbsent(level, _ -> new LinkedHashSet<>()).add(process);
            return false;
        }
        Set<ManagedProcess> there = levels.get(level);
        if (there == null || !there.remove(process) || !there.isEmpty()) {
            return false;
        }
        levels.remove(level);
        return true;
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Known known = all.get(process);
        if (known != null && process.state() instanceof State.Held && coming.lowerKey(known.level) != null) {
            facts.add(
                    "waits_for",
                    coming.headMap(known.level).values().stream()
                            .flatMap(Set::stream)
                            .map(other -> other.name().toString())
                            .toList());
        }
    }
}

package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.supervisor.server.process.DependencyOrder;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/**
 * Holds each process until what it depends on is there, starts that for a caller who has requested the process, and lets a
 * process act when something that it depends on has ended by itself. Loop's thread.
 */
final class Dependencies implements Aspect {
    private final ProcessRegistry registry;
    private final DependencyGate gate = new DependencyGate(this::named);
    private final WorkQueue work = new WorkQueue();
    private final Set<ManagedProcess> stoppedByRule = new HashSet<>(0);
    private Optional<DependencyIndex> index = Optional.empty(); // until one of the processes depends on another
    private BiConsumer<ManagedProcess, Runnable> whenDown = (_, action) -> action.run();

    Dependencies(ProcessRegistry registry) {
        this.registry = registry;
    }

    /**
     * Waits by this from now on.
     *
     * @param waiting does something with a process when nothing of it is left, at once if nothing is
     */
    void waitBy(BiConsumer<ManagedProcess, Runnable> waiting) {
        whenDown = waiting;
    }

    private List<ManagedProcess> named(String target) {
        return index.map(known -> known.named(target)).orElse(List.of());
    }

    private Set<ManagedProcess> dependentsOf(ManagedProcess process) {
        return index.map(known -> known.dependentsOf(process)).orElse(Set.of());
    }

    private static Optional<DependsOn> spec(ManagedProcess process) {
        return process.spec().aspect(DependsOn.class);
    }

    /** To be called for each group as soon as it is in the registry, before the next comes there. */
    @Override
    public void added(ProcessGroup group) {
        if (index.isPresent()) {
            group.processes().forEach(index.get()::add);
        } else if (group.processes().stream().anyMatch(process -> spec(process).isPresent())) {
            index = Optional.of(new DependencyIndex(registry.processes()));
        }
        group.processes().forEach(process -> release(dependentsOf(process)));
        work.run();
    }

    @Override
    public void removed(ProcessGroup group) {
        Set<ManagedProcess> dependents = new LinkedHashSet<>();
        for (ManagedProcess process : group.processes()) {
            dependents.addAll(dependentsOf(process));
            gate.forget(process);
            stoppedByRule.remove(process);
        }
        index.ifPresent(known -> group.processes().forEach(known::remove));
        release(dependents);
        work.run();
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        return spec(process)
                .filter(_ -> !ignoresDependencies(process))
                .map(depends -> gate.of(process, depends))
                .orElse(Gate.OPEN);
    }

    private static boolean ignoresDependencies(ManagedProcess process) {
        return process.goal() instanceof Goal.Up(StartOrigin.Request(String _, boolean ignores), var _) && ignores;
    }

    @Override
    public void changed(Transition transition) {
        if (index.isEmpty()) {
            return;
        }
        ManagedProcess process = transition.process();
        if (transition.cause() instanceof Event.StartRequested(StartOrigin by)
                && process.state() instanceof State.Held) {
            needed(process, by).ifPresent(origin -> work.add(() -> startMissing(process, origin)));
        }
        Set<ManagedProcess> dependents = dependentsOf(process);
        if (hasEndedByItself(transition)) {
            dependents.forEach(dependent -> work.add(() -> dependencyEnded(process, dependent)));
        }
        release(dependents);
        work.run();
    }

    private void release(Collection<ManagedProcess> dependents) {
        for (ManagedProcess dependent : dependents) {
            if (dependent.state() instanceof State.Held) {
                work.add(() -> dependent.on(new Event.Released()));
            }
        }
    }

    /**
     * Starts what is down, also what keeps others from coming that it needs; only for a process that was requested now: when
     * the supervisor starts, each is started by its own rule.
     */
    private void startMissing(ManagedProcess process, StartOrigin origin) {
        Set<ManagedProcess> seen = new HashSet<>();
        Deque<ManagedProcess> waiting = new ArrayDeque<>(List.of(process));
        while (!waiting.isEmpty()) {
            for (ManagedProcess target : missing(waiting.remove())) {
                if (!seen.add(target)) {
                    continue;
                }
                if (target.state() instanceof State.Held) {
                    waiting.add(target);
                } else if (isDownOrEnding(target)) {
                    whenDown.accept(target, () -> startFor(process, target, origin));
                }
            }
        }
    }

    private List<ManagedProcess> missing(ManagedProcess process) {
        return spec(process).map(DependsOn::on).orElse(List.of()).stream()
                .flatMap(dependency -> named(dependency.target()).stream()
                        .filter(target -> !DependencyGate.isMet(dependency.condition(), target)))
                .toList();
    }

    /** One that is being stopped on request is started after that; one that is being restarted comes anyway. */
    private static boolean isDownOrEnding(ManagedProcess target) {
        return switch (target.state()) {
            case State.Down _ -> true;
            case State.StopPending _, State.Stopping _, State.Killing _, State.Unsignallable _ ->
                !target.isRestarting();
            case State.Held _,
                    State.Launching _,
                    State.Starting _,
                    State.Running _,
                    State.Backoff _,
                    State.RestartDelay _ -> false;
        };
    }

    private static void startFor(ManagedProcess process, ManagedProcess target, StartOrigin origin) {
        if (process.state() instanceof State.Held && target.state() instanceof State.Down) {
            target.on(new Event.StartRequested(origin));
        }
    }

    private static Optional<StartOrigin> needed(ManagedProcess process, StartOrigin by) {
        String name = process.name().toString();
        return switch (by) {
            case StartOrigin.Autostart _, StartOrigin.GroupAdded _, StartOrigin.WantedBefore _ -> Optional.empty();
            case StartOrigin.Due _ -> Optional.of(new StartOrigin.Needed(name, "its schedule"));
            case StartOrigin.Request(String who, boolean ignores) ->
                ignores ? Optional.empty() : Optional.of(new StartOrigin.Needed(name, who));
            case StartOrigin.Needed(String _, String who) -> Optional.of(new StartOrigin.Needed(name, who));
        };
    }

    /** Nobody has requested that it ends, or it is restarted or was stopped by a rule. */
    private boolean hasEndedByItself(Transition transition) {
        ManagedProcess process = transition.process();
        boolean wasUp = transition.from() instanceof State.Starting || transition.from() instanceof State.Running;
        boolean isStopped = transition.to() instanceof State.Stopped;
        boolean isRestarted = isStopped && !(process.state() instanceof State.Down);
        boolean isByRule = isStopped && stoppedByRule.remove(process);
        return isRestarted || isByRule || (wasUp && !(transition.to() instanceof State.Alive));
    }

    private void dependencyEnded(ManagedProcess ended, ManagedProcess dependent) {
        DependsOn spec = spec(dependent).orElseThrow();
        if (!isMissed(spec, ended)) {
            return;
        }
        String reason = ended.name() + ", which it depends on, has ended";
        switch (spec.onFailure()) {
            case IGNORE -> {}
            case RESTART -> dependent.on(new Event.RestartRequested(reason));
            case STOP -> {
                if (isUp(dependent)) {
                    stoppedByRule.add(dependent);
                    dependent.on(new Event.StopRequested("the rule on_dependency_failure, " + reason));
                }
            }
        }
    }

    private static boolean isUp(ManagedProcess process) {
        return process.state() instanceof State.Launching
                || process.state() instanceof State.Starting
                || process.state() instanceof State.Running;
    }

    /** One that was to be completed is expected to end. */
    private static boolean isMissed(DependsOn spec, ManagedProcess ended) {
        Set<String> names = DependencyOrder.names(ended.spec());
        return spec.on().stream()
                .filter(dependency -> names.contains(dependency.target()))
                .anyMatch(dependency -> dependency.condition() != DependsOn.Condition.COMPLETED);
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        spec(process)
                .ifPresent(depends -> facts.add(
                        "depends_on",
                        depends.on().stream()
                                .map(DependsOn.Dependency::toString)
                                .toList()));
        List<String> needing = dependentsOf(process).stream()
                .map(other -> other.name().toString())
                .toList();
        if (!needing.isEmpty()) {
            facts.add("dependents", needing);
        }
    }

    /** The order in which processes are stopped: each only when all have ended that depend on it. */
    List<List<ManagedProcess>> stopOrder(List<ManagedProcess> processes) {
        if (index.isEmpty() || processes.isEmpty()) {
            return List.of(processes);
        }
        return new DependencyOrder<>(processes, ManagedProcess::spec, this::named)
                .levels()
                .reversed();
    }
}

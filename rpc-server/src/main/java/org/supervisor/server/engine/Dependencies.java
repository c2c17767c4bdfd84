package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.Transition;

/**
 * Holds each process until what it depends on is there, starts that for a caller who has requested the process, and lets a
 * process feel when something that it depends on has ended by itself. Loop's thread.
 */
final class Dependencies implements Aspect {
    private final ProcessRegistry registry;
    private boolean isUsed; // by any process so far
    private Optional<Index> index = Optional.empty(); // of the present processes, once it was needed

    Dependencies(ProcessRegistry registry) {
        this.registry = registry;
    }

    /**
     * Which processes belong to a name.
     *
     * @param named those that are meant by it
     * @param dependents those that name it as a target
     */
    private record Index(Map<String, List<ManagedProcess>> named, Map<String, List<ManagedProcess>> dependents) {
        static Index of(Collection<ManagedProcess> processes) {
            Index index = new Index(new HashMap<>(), new HashMap<>());
            for (ManagedProcess process : processes) {
                DependencyOrder.names(process.spec()).forEach(name -> add(index.named(), name, process));
                spec(process)
                        .ifPresent(depends -> depends.on()
                                .forEach(dependency -> add(index.dependents(), dependency.target(), process)));
            }
            return index;
        }

        private static void add(Map<String, List<ManagedProcess>> map, String name, ManagedProcess process) {
            map.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(process);
        }
    }

    private Index index() {
        if (index.isEmpty()) {
            index = Optional.of(Index.of(registry.processes()));
        }
        return index.get();
    }

    private List<ManagedProcess> named(String target) {
        return index().named().getOrDefault(target, List.of());
    }

    @Override
    public void added(ProcessGroup group) {
        isUsed |= group.processes().stream().anyMatch(process -> spec(process).isPresent());
        index = Optional.empty();
        group.processes().forEach(this::releaseDependents);
    }

    @Override
    public void removed(ProcessGroup group) {
        index = Optional.empty();
    }

    private static Optional<DependsOn> spec(ManagedProcess process) {
        return process.spec().aspect(DependsOn.class);
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        if (ignoresDependencies(process)) {
            return Gate.OPEN;
        }
        return spec(process).flatMap(this::firstMissing).orElse(Gate.OPEN);
    }

    private static boolean ignoresDependencies(ManagedProcess process) {
        return process.goal() instanceof Goal.Up(StartOrigin.Request(String _, boolean ignores), var _) && ignores;
    }

    private Optional<Gate> firstMissing(DependsOn spec) {
        for (DependsOn.Dependency dependency : spec.on()) {
            List<ManagedProcess> targets = named(dependency.target());
            if (targets.isEmpty()) {
                return Optional.of(new Gate.Held("waits for " + dependency.target() + ", which is not there", true));
            }
            for (ManagedProcess target : targets) {
                if (!isMet(dependency.condition(), target)) {
                    return Optional.of(held(dependency.condition(), target));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isMet(DependsOn.Condition condition, ManagedProcess target) {
        return switch (condition) {
            case STARTED -> target.state() instanceof State.Starting || target.state() instanceof State.Running;
            case READY -> target.state() instanceof State.Running;
            case COMPLETED -> target.state() instanceof State.Exited exited && exited.expected();
        };
    }

    private static Gate held(DependsOn.Condition condition, ManagedProcess target) {
        String waits = "waits for " + target.name() + " to be " + condition.word();
        return switch (target.state()) {
            case State.Fatal(String reason) -> new Gate.Held(waits + ", which has failed: " + reason, true);
            case State.Exited(var status, boolean _) -> new Gate.Held(waits + ", which has ended: " + status, true);
            case State.Stopped _ when isKeptDown(target) -> new Gate.Held(waits + ", which is stopped", true);
            case State.Held inner when inner.isStuck() -> new Gate.Held(waits + ", which " + inner.reason(), true);
            case State.Stopped _,
                    State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Starting _,
                    State.Running _,
                    State.Stopping _,
                    State.Killing _,
                    State.Unsignallable _,
                    State.Backoff _,
                    State.RestartDelay _ -> new Gate.Held(waits);
        };
    }

    /** One that starts with the supervisor, and has not been started yet, is about to be. */
    private static boolean isKeptDown(ManagedProcess target) {
        return target.goal() instanceof Goal.Down(StopOrigin by, var _)
                && !(by instanceof StopOrigin.NeverStarted && target.spec().autoStart());
    }

    @Override
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        if (transition.cause() instanceof Event.StartRequested(StartOrigin by) && process.state() instanceof State.Held) {
            startMissing(process, by);
        }
        Set<ManagedProcess> dependent = dependentsOf(process);
        if (hasEndedByItself(transition)) {
            dependent.forEach(other -> feel(process, other));
        }
        releaseDependents(process);
    }

    private void releaseDependents(ManagedProcess process) {
        dependentsOf(process).stream()
                .filter(other -> other.state() instanceof State.Held)
                .forEach(other -> other.on(new Event.Released()));
    }

    /** Those that name a process, in the order in which they were added; most processes have none. */
    private Set<ManagedProcess> dependentsOf(ManagedProcess process) {
        if (!isUsed) {
            return Set.of();
        }
        Set<ManagedProcess> found = new LinkedHashSet<>();
        DependencyOrder.names(process.spec())
                .forEach(name -> found.addAll(index().dependents().getOrDefault(name, List.of())));
        return found;
    }

    /** Only for a process that somebody has requested: when the supervisor starts, each is started by its own rule. */
    private void startMissing(ManagedProcess process, StartOrigin by) {
        Optional<StartOrigin> needed = needed(process, by);
        if (needed.isEmpty()) {
            return;
        }
        for (DependsOn.Dependency dependency : spec(process).map(DependsOn::on).orElse(List.of())) {
            for (ManagedProcess target : named(dependency.target())) {
                if (!isMet(dependency.condition(), target) && target.state() instanceof State.Down) {
                    target.on(new Event.StartRequested(needed.get()));
                }
            }
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

    /** Nobody has requested that it ends, or it is restarted by a rule of its own. */
    private static boolean hasEndedByItself(Transition transition) {
        boolean wasUp = transition.from() instanceof State.Starting || transition.from() instanceof State.Running;
        boolean isRestarted = transition.to() instanceof State.Stopped
                && !(transition.process().state() instanceof State.Down);
        return isRestarted || (wasUp && !(transition.to() instanceof State.Alive));
    }

    private void feel(ManagedProcess ended, ManagedProcess dependent) {
        DependsOn spec = spec(dependent).orElseThrow();
        if (!isMissed(spec, ended)) {
            return;
        }
        String reason = ended.name() + ", which it depends on, has ended";
        switch (spec.onFailure()) {
            case IGNORE -> {}
            case RESTART -> dependent.on(new Event.RestartRequested(reason));
            case STOP -> {
                if (dependent.state() instanceof State.Starting || dependent.state() instanceof State.Running) {
                    dependent.on(new Event.StopRequested("the rule on_dependency_failure, " + reason));
                }
            }
        }
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
        if (!isUsed || processes.isEmpty()) {
            return List.of(processes);
        }
        return new DependencyOrder<>(processes, ManagedProcess::spec, this::named)
                .levels()
                .reversed();
    }
}

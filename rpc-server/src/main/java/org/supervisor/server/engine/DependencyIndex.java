package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.supervisor.server.process.DependencyOrder;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.ManagedProcess;

/** Which of the active processes a name means, and which of them depend on it. Loop's thread. */
final class DependencyIndex {
    private final Map<String, List<ManagedProcess>> named = new HashMap<>();
    private final Map<String, List<ManagedProcess>> dependents = new HashMap<>();

    DependencyIndex(Collection<ManagedProcess> processes) {
        processes.forEach(this::add);
    }

    /** It has become active. */
    void add(ManagedProcess process) {
        names(process).forEach(name -> add(named, name, process));
        targets(process).forEach(target -> add(dependents, target, process));
    }

    /** It is active no longer. */
    void remove(ManagedProcess process) {
        names(process).forEach(name -> remove(named, name, process));
        targets(process).forEach(target -> remove(dependents, target, process));
    }

    private static void add(Map<String, List<ManagedProcess>> map, String name, ManagedProcess process) {
        map.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(process);
    }

    private static void remove(Map<String, List<ManagedProcess>> map, String name, ManagedProcess process) {
        map.computeIfPresent(name, (_, processes) -> {
            processes.remove(process);
            return processes.isEmpty() ? null : processes;
        });
    }

    private static Set<String> names(ManagedProcess process) {
        return DependencyOrder.names(process.spec());
    }

    private static Set<String> targets(ManagedProcess process) {
        Set<String> targets = new LinkedHashSet<>();
        process.spec()
                .aspect(DependsOn.class)
                .ifPresent(depends -> depends.on().forEach(dependency -> targets.add(dependency.target())));
        return targets;
    }

    /** Those that are meant by a name; none if it is unknown. */
    List<ManagedProcess> named(String name) {
        return named.getOrDefault(name, List.of());
    }

    /** Those that name a process as a target; most processes have none. */
    Set<ManagedProcess> dependentsOf(ManagedProcess process) {
        Set<ManagedProcess> found = new LinkedHashSet<>();
        names(process).forEach(name -> found.addAll(dependents.getOrDefault(name, List.of())));
        return found;
    }
}

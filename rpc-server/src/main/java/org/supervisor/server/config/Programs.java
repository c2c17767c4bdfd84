package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.supervisor.server.process.DependencyOrder;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ProcessSpec;

/** All programs of a configuration, for checks of one against the others. */
final class Programs {
    private final Map<String, List<ProcessSpec>> named = new HashMap<>();
    private final List<ProcessSpec> processes;
    private List<ProcessSpec> cycle; // null: not looked for yet

    Programs(Collection<GroupSpec> groups) {
        processes = groups.stream().flatMap(group -> group.processes().stream()).toList();
        processes.forEach(process -> DependencyOrder.names(process)
                .forEach(name ->
                        named.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(process)));
    }

    /** The processes that a name means: one, those of a group, or those of a program; none if it is unknown. */
    List<ProcessSpec> named(String name) {
        return named.getOrDefault(name, List.of());
    }

    /** All names. */
    Set<String> names() {
        return new TreeSet<>(named.keySet());
    }

    /** Processes each of which depends on the next, and the last on the first; empty: there are none. */
    List<ProcessSpec> cycle() {
        if (cycle == null) {
            cycle = new DependencyOrder<>(processes, process -> process, this::named).cycle();
        }
        return cycle;
    }
}

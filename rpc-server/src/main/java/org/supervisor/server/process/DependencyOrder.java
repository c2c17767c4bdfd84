package org.supervisor.server.process;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apiguardian.api.API;

/**
 * The order that dependencies require: levels, each of which needs only those before it. The time for it grows with the number of
 * processes and of dependencies between them, and with nothing else.
 *
 * @param <T> a process, or its specification
 */
@API(status = API.Status.INTERNAL)
public final class DependencyOrder<T> {
    private final Collection<T> all;
    private final IdentityHashMap<T, Set<T>> needs = new IdentityHashMap<>(); // to hash a specification takes long
    private final IdentityHashMap<T, Integer> levels = new IdentityHashMap<>();

    /**
     * The order of some processes.
     *
     * @param spec the specification of one
     * @param named the processes that a target means, see {@link #names}; those that are not among {@code all} do not count
     */
    public DependencyOrder(
            Collection<T> all, Function<T, ProcessSpec> spec, Function<String, ? extends Collection<T>> named) {
        this.all = all;
        Set<T> members = identities();
        members.addAll(all);
        all.forEach(process -> spec.apply(process).aspect(DependsOn.class).ifPresent(depends -> {
            Set<T> needed = identities();
            depends.on().forEach(dependency -> needed.addAll(named.apply(dependency.target())));
            needed.retainAll(members);
            needs.put(process, needed);
        }));
    }

    /** The names by which a process can be a dependency: its own, its group's and its program's. */
    public static Set<String> names(ProcessSpec process) {
        return new LinkedHashSet<>(List.of(
                process.name().toString(),
                process.name().group(),
                process.name().group() + ":*",
                process.name().group() + ":" + process.name().process(),
                process.program()));
    }

    private static <T> Set<T> identities() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    private Set<T> needs(T process) {
        return needs.getOrDefault(process, Set.of());
    }

    /** Those that need nothing, those that need only these, and so on. Members of a circle are on the last level. */
    public List<List<T>> levels() {
        if (needs.values().stream().allMatch(Set::isEmpty)) {
            return all.isEmpty() ? List.of() : List.of(List.copyOf(all));
        }
        walk();
        int last = levels.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<List<T>> ordered = new ArrayList<>();
        for (int level = 0; level <= last; level++) {
            ordered.add(new ArrayList<>());
        }
        all.forEach(process -> ordered.get(levels.getOrDefault(process, last)).add(process));
        return ordered;
    }

    /** Processes each of which needs the next, and the last the first; empty: there are none. */
    public List<T> cycle() {
        walk();
        return all.stream()
                .filter(process -> !levels.containsKey(process))
                .findFirst()
                .map(this::cycleFrom)
                .orElse(List.of());
    }

    /** Gives a level to each that is in no circle and needs none that is: as often as one gets it, those that need it are next. */
    private void walk() {
        IdentityHashMap<T, List<T>> dependents = new IdentityHashMap<>();
        IdentityHashMap<T, Integer> open = new IdentityHashMap<>();
        List<T> next = new ArrayList<>();
        for (T process : all) {
            needs(process)
                    .forEach(needed -> dependents
                            .computeIfAbsent(needed, _ -> new ArrayList<>(1))
                            .add(process));
            open.put(process, needs(process).size());
            if (needs(process).isEmpty()) {
                next.add(process);
            }
        }
        for (int level = 0; !next.isEmpty(); level++) {
            List<T> after = new ArrayList<>();
            for (T process : next) {
                levels.put(process, level);
                dependents.getOrDefault(process, List.of()).stream()
                        .filter(dependent -> open.merge(dependent, -1, Integer::sum) == 0)
                        .forEach(after::add);
            }
            next = after;
        }
    }

    /** Each without a level needs another without one, so following these needs leads back to one seen before. */
    private List<T> cycleFrom(T first) {
        List<T> way = new ArrayList<>();
        T at = first;
        while (!way.contains(at)) {
            way.add(at);
            at = needs(at).stream()
                    .filter(needed -> !levels.containsKey(needed))
                    .findFirst()
                    .orElseThrow();
        }
        return way.subList(way.indexOf(at), way.size());
    }
}

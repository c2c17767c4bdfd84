package org.supervisor.server.process;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final int NONE = -1;
    private static final int[] NOTHING = {};

    private final List<T> all;
    private final int[][] needs; // by the place of a process among all
    private final int[] levels;

    /**
     * The order of some processes.
     *
     * @param spec the specification of one
     * @param named the processes that a target means, see {@link #names}; those that are not among {@code all} do not count
     */
    public DependencyOrder(
            Collection<T> all, Function<T, ProcessSpec> spec, Function<String, ? extends Collection<T>> named) {
        this.all = List.copyOf(all);
        this.needs = new int[all.size()][];
        this.levels = new int[all.size()];
        IdentityHashMap<T, Integer> places = new IdentityHashMap<>(all.size()); // to hash a specification takes long
        this.all.forEach(process -> places.put(process, places.size()));
        for (int place = 0; place < needs.length; place++) {
            Optional<DependsOn> depends = spec.apply(this.all.get(place)).aspect(DependsOn.class);
            needs[place] = depends.isPresent() ? places(depends.get(), named, places) : NOTHING;
        }
    }

    /** Loops, for this runs once and must not take long: 10,000 streams are slow before they are compiled. */
    private static <T> int[] places(
            DependsOn depends, Function<String, ? extends Collection<T>> named, Map<T, Integer> places) {
        int[] found = new int[depends.on().size()];
        int count = 0;
        for (DependsOn.Dependency dependency : depends.on()) {
            for (T needed : named.apply(dependency.target())) {
                Integer place = places.get(needed);
                if (place != null) {
                    found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                    found[count++] = place;
                }
            }
        }
        return count <= 1
                ? Arrays.copyOf(found, count)
                : Arrays.stream(found, 0, count).distinct().toArray();
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

    /** Those that need nothing, those that need only these, and so on. Who is in a circle is on the last level. */
    public List<List<T>> levels() {
        if (hasNoNeeds()) {
            return all.isEmpty() ? List.of() : List.of(all);
        }
        walk();
        int last = Math.max(0, Arrays.stream(levels).max().orElse(0));
        List<List<T>> ordered = new ArrayList<>();
        for (int level = 0; level <= last; level++) {
            ordered.add(new ArrayList<>());
        }
        for (int place = 0; place < levels.length; place++) {
            ordered.get(levels[place] == NONE ? last : levels[place]).add(all.get(place));
        }
        return ordered;
    }

    private boolean hasNoNeeds() {
        for (int[] needed : needs) {
            if (needed.length > 0) {
                return false;
            }
        }
        return true;
    }

    /** Processes each of which needs the next, and the last the first; empty: there are none. */
    public List<T> cycle() {
        walk();
        for (int place = 0; place < levels.length; place++) {
            if (levels[place] == NONE) {
                return cycleFrom(place);
            }
        }
        return List.of();
    }

    /** Gives a level to each that is in no circle and needs none that is: as often as one gets it, those that need it are next. */
    private void walk() {
        int[][] dependents = dependents();
        int[] open = new int[needs.length];
        int[] next = new int[needs.length]; // those that have a level, in the order in which they got it
        int found = 0;
        for (int place = 0; place < needs.length; place++) {
            open[place] = needs[place].length;
            levels[place] = open[place] == 0 ? 0 : NONE;
            if (open[place] == 0) {
                next[found++] = place;
            }
        }
        for (int i = 0; i < found; i++) {
            for (int dependent : dependents[next[i]]) {
                if (--open[dependent] == 0) {
                    levels[dependent] = levels[next[i]] + 1;
                    next[found++] = dependent;
                }
            }
        }
    }

    private int[][] dependents() {
        int[] counts = new int[needs.length];
        for (int[] needed : needs) {
            for (int place : needed) {
                counts[place]++;
            }
        }
        int[][] dependents = new int[needs.length][];
        for (int place = 0; place < needs.length; place++) {
            dependents[place] = counts[place] == 0 ? NOTHING : new int[counts[place]];
        }
        for (int dependent = 0; dependent < needs.length; dependent++) {
            for (int place : needs[dependent]) {
                dependents[place][--counts[place]] = dependent;
            }
        }
        return dependents;
    }

    /** Each that has no level needs another that has none: on this way one comes twice. */
    private List<T> cycleFrom(int first) {
        Map<Integer, Integer> way = new LinkedHashMap<>(); // with the place of each on it
        int at = first;
        while (!way.containsKey(at)) {
            way.put(at, way.size());
            at = Arrays.stream(needs[at])
                    .filter(needed -> levels[needed] == NONE)
                    .findFirst()
                    .orElseThrow();
        }
        return way.keySet().stream().skip(way.get(at)).map(all::get).toList();
    }
}

package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.supervisor.server.process.GroupSpec;

/** Collects what is found while a configuration is read. The order of problems is that in which supervisord checks. */
final class Findings {
    private record Place(Path file, int line, String section, String found) {}

    private final List<Problem> problems = new ArrayList<>();
    private final Set<Place> places = new HashSet<>();
    private final Set<List<String>> faulty = new HashSet<>();
    private final Set<Warning> warnings = new LinkedHashSet<>();
    private final List<Consumer<Programs>> later = new ArrayList<>();
    private boolean showsEnvironment;
    /** By section and key; as lists, because the first record to be hashed costs the start of the daemon 20 ms. */
    private final Map<List<String>, EffectiveValue> values = new LinkedHashMap<>();

    /** From now on variables are shown as they are. */
    void showEnvironment(boolean shows) {
        showsEnvironment = shows;
    }

    /** Whether variables are shown even if they look like secrets. */
    boolean showsEnvironment() {
        return showsEnvironment;
    }

    /** Adds a problem, unless the same was added already: some values are checked twice. */
    void add(Problem problem) {
        if (places.add(new Place(problem.file(), problem.line(), problem.section(), problem.found()))) {
            problems.add(problem);
        }
    }

    /** Adds a problem with the value of a key, so that its consequences need not be reported. */
    void add(Problem problem, String key) {
        faulty.add(List.of(problem.section(), key));
        add(problem);
    }

    /** Marks the value of a key as unreliable. */
    void faulty(String section, String key) {
        faulty.add(List.of(section, key));
    }

    /** Whether there is a problem with the value of a key. */
    boolean isFaulty(String section, String key) {
        return faulty.contains(List.of(Printable.line(section), key));
    }

    /** How many problems there are. */
    int count() {
        return problems.size();
    }

    /** Adds a warning. */
    void warn(Warning warning) {
        warnings.add(warning);
    }

    /** Whether there is a warning about the value of a key. */
    boolean isWarnedOf(String section, String key) {
        return warnings.stream()
                .anyMatch(warning -> warning.section().equals(Printable.line(section))
                        && warning.key().equals(key));
    }

    /** Adds a value in force, unless one is known: then it belongs to another process of the same program. */
    void value(EffectiveValue value) {
        values.putIfAbsent(List.of(value.section(), value.key()), value);
    }

    /** Adds a value in force that replaces an earlier one. */
    void override(EffectiveValue value) {
        values.put(List.of(value.section(), value.key()), value);
    }

    List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    List<EffectiveValue> values() {
        return List.copyOf(values.values());
    }

    /** Adds a check that needs to know all programs. */
    void checkLater(Consumer<Programs> check) {
        later.add(check);
    }

    /** All programs are known: carries out the checks that need them. */
    void check(List<GroupSpec> groups) {
        if (!later.isEmpty()) {
            Programs programs = new Programs(groups);
            later.forEach(check -> check.accept(programs));
            later.clear();
        }
    }

    /** Ends the reading if there is a problem. */
    void throwIfAny(Path file) throws ConfigException {
        if (!problems.isEmpty()) {
            throw new ConfigException(file, problems, warnings());
        }
    }
}

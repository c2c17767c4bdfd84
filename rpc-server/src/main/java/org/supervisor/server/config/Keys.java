package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.supervisor.server.process.Dialect;

/** The keys of a kind of section, in the order in which they are explained. Filled while the class that has it is loaded. */
final class Keys {
    private final Change change;
    private final List<Key<?>> all = new ArrayList<>();

    /**
     * No keys yet.
     *
     * @param change what is necessary before another value of one of them takes effect
     */
    Keys(Change change) {
        this.change = change;
    }

    /** Adds a key, and returns it. */
    <T> Key<T> add(Key<T> key) {
        return add(change, key);
    }

    /** Adds a key with another requirement for a change, and returns it. */
    <T> Key<T> add(Change needed, Key<T> key) {
        Key<T> added = key.change() == needed ? key : key.changedBy(needed);
        all.add(added);
        return added;
    }

    /** All of them. */
    List<Key<?>> all() {
        return Collections.unmodifiableList(all);
    }

    /** The names of those that a dialect has. */
    Set<String> names(Dialect dialect) {
        Set<String> names = new HashSet<>();
        for (Key<?> key : all) {
            key.in(dialect).ifPresent(form -> names.add(form.name()));
        }
        return names;
    }
}

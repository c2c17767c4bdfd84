package org.supervisor.api;

import java.util.List;

/**
 * How the configuration file differs from the groups that are active. Names of groups.
 *
 * @param added in the file, not active
 * @param changed in both, with differences that matter
 * @param removed active, not in the file
 */
public record ConfigChanges(List<String> added, List<String> changed, List<String> removed) {
    /** Keeps copies of the lists. */
    public ConfigChanges {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
    }

    /** Whether there is no difference at all. */
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }
}

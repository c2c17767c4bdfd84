package org.supervisor.server.process;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * The environment of a child.
 *
 * @param inherits whether the daemon's own environment (and the SUPERVISOR_ variables) come first; the Perl dialect
 *     replaces, supervisord extends
 * @param values what the program adds or replaces
 */
@API(status = API.Status.EXPERIMENTAL)
public record Environment(boolean inherits, SortedMap<String, String> values) {
    /** The daemon's own, nothing added. */
    public static final Environment INHERITED = new Environment(true, new TreeMap<>());

    public Environment {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The daemon's own, with these on top. */
    public static Environment extended(Map<String, String> values) {
        return new Environment(true, new TreeMap<>(values));
    }

    /** Only these. */
    public static Environment replaced(Map<String, String> values) {
        return new Environment(false, new TreeMap<>(values));
    }
}

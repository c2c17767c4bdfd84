package org.supervisor.server.config;

import java.util.HashMap;
import java.util.Map;

/**
 * The names that {@code %(...)s} may use at some place of a file. Immutable.
 *
 * @param values strings and integers
 */
record Names(Map<String, Object> values) {
    /** The name of a program, without the prefix of its section. */
    static final String PROGRAM = "program_name";

    /** The prefix of the names of variables. */
    static final String VARIABLE = "ENV_";

    Names {
        values = Map.copyOf(values);
    }

    /** {@code ENV_X} for every variable X. */
    static Names ofEnvironment(Map<String, String> environment) {
        return new Names(Map.of()).withEnvironment(environment);
    }

    /** These, and one more that replaces one of the same name. */
    Names with(String name, Object value) {
        return with(Map.of(name, value));
    }

    /** These, and more that replace those of the same name. */
    Names with(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(values);
        all.putAll(more);
        return new Names(all);
    }

    /** These, and {@code ENV_X} for more variables. */
    Names withEnvironment(Map<String, String> environment) {
        Map<String, Object> more = new HashMap<>();
        environment.forEach((key, value) -> more.put(VARIABLE + key, value));
        return with(more);
    }

    /**
     * A text with all names replaced.
     *
     * @param label what is being expanded, for messages
     */
    String expand(String text, String label) throws BadValue {
        return PercentFormat.expand(text, values, label);
    }
}

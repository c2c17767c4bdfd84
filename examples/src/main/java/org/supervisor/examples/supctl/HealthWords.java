package org.supervisor.examples.supctl;

import java.util.List;
import java.util.Map;

/** What the checks of a process have found, in words. */
final class HealthWords {
    private HealthWords() {}

    /**
     * One line.
     *
     * @param health as the server reports it
     */
    static String of(Map<?, ?> health) {
        StringBuilder words = new StringBuilder(state(health));
        add(words, ", ", count(health, "failures"), "failed check", " in a row");
        add(words, ", ", count(health, "restarts"), "restart", " without a good check since");
        if (health.get("results") instanceof List<?> results && !results.isEmpty()) {
            String last = results.getFirst().toString();
            words.append(last.equals("ok") ? "; the last check was good" : "; the last: " + last);
        }
        if (health.get("held") instanceof String held && !held.isEmpty()) {
            words.append("; ").append(held);
        }
        return words.toString();
    }

    private static String state(Map<?, ?> health) {
        return switch (String.valueOf(health.get("state"))) {
            case "unchecked" -> "not checked";
            case "starting" -> "not ready yet";
            case String known -> known;
        };
    }

    private static int count(Map<?, ?> health, String name) {
        return health.get(name) instanceof Number number ? number.intValue() : 0;
    }

    private static void add(StringBuilder words, String before, int count, String what, String after) {
        if (count > 0) {
            words.append(before).append(count).append(' ').append(what).append(count == 1 ? "" : "s");
            words.append(after);
        }
    }
}

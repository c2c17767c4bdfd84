package org.supervisor.examples.supctl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the capabilities of a process report of it, in lines for people. */
final class FactWords {
    private FactWords() {}

    /**
     * The lines of one fact.
     *
     * @param name as the server calls it
     */
    static List<String> of(String name, Object value) {
        String title = name.replace('_', ' ') + ": ";
        if (!(value instanceof Map<?, ?> map)) {
            return List.of(title + words(value));
        }
        return switch (name) {
            case "health" -> List.of(title + HealthWords.of(map));
            case "recycling" -> List.of(title + recycling(map));
            case "hooks" ->
                map.entrySet().stream()
                        .map(hook -> hook.getKey() + ": " + hook(hook.getValue()))
                        .toList();
            default -> List.of(title + words(map));
        };
    }

    /** Its last result, and what it runs. */
    private static String hook(Object value) {
        if (!(value instanceof Map<?, ?> hook)) {
            return words(value);
        }
        String problem = hook.get("problem") instanceof String text ? " (" + text + ")" : "";
        return hook.get("state") + problem + ", by: " + hook.get("command");
    }

    private static String recycling(Map<?, ?> map) {
        List<String> parts = new ArrayList<>();
        if (map.get("memory_most_mb") instanceof Number most) {
            Object used = map.get("memory_mb");
            parts.add(used == null ? "may use " + most + " MB" : "uses " + used + " MB, may use " + most + " MB");
        }
        if (map.get("age_ends") instanceof String end) {
            parts.add("is restarted for its age at " + end);
        }
        if (map.get("reason") instanceof String reason) {
            Object other = map.get("waits_for");
            parts.add((other == null ? "" : "waits for " + other + ", then ") + "is restarted: " + reason);
        }
        return parts.isEmpty() ? "not yet" : String.join("; ", parts);
    }

    private static String words(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(FactWords::words).collect(Collectors.joining(", "));
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + words(entry.getValue()))
                        .collect(Collectors.joining("; "));
            default -> value.toString();
        };
    }
}

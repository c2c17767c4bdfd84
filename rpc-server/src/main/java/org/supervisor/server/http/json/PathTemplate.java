package org.supervisor.server.http.json;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares paths with templates such as {@code /processes/{name}/start}. */
final class PathTemplate {
    private PathTemplate() {}

    /**
     * The values of a template's parameters in a path, if the path has its form.
     *
     * @param segments what stands between the slashes of the path, decoded
     */
    static Optional<Map<String, String>> match(String template, List<String> segments) {
        List<String> parts = segments(template);
        if (parts.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            if (part.startsWith("{")) {
                values.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** What stands between the slashes of a path. */
    static List<String> segments(String path) {
        return path.isEmpty() || path.equals("/")
                ? List.of()
                : List.of(path.substring(1).split("/", -1));
    }
}

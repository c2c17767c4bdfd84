package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A section as it stands in one file, parts of the same name put together.
 *
 * @param name without brackets
 * @param file the file
 * @param line of its first header
 * @param settings key to all values given, in the order of the file
 */
record Section(String name, Path file, int line, Map<String, List<Setting>> settings) {
    Section {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** The value that counts: the last. */
    Optional<Setting> get(String key) {
        return Optional.ofNullable(settings.get(key)).map(List::getLast);
    }

    /** This, overruled by a later file's section of the same name. */
    Section overruledBy(Section later) {
        Map<String, List<Setting>> both = new LinkedHashMap<>(settings);
        later.settings.forEach((key, values) -> {
            List<Setting> all = new ArrayList<>(both.getOrDefault(key, List.of()));
            all.addAll(values);
            both.put(key, List.copyOf(all));
        });
        return new Section(name, file, line, both);
    }

    /** What comes after the colon: {@code web} in {@code program:web}; the whole name without a colon. */
    String suffix() {
        return name.substring(name.indexOf(':') + 1);
    }
}

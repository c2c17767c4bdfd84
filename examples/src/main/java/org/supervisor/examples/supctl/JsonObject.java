package org.supervisor.examples.supctl;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One answer of a verb with {@code --json}: its fields, in the order they were added. A value is a string, a
 * number, a boolean, a JsonObject, a list of those, or an Optional of those.
 */
final class JsonObject {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    JsonObject with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    Map<String, Object> fields() {
        return fields;
    }

    /** A time in seconds since 1970; 0: never. */
    static long seconds(Optional<Instant> time) {
        return time.orElse(Instant.EPOCH).getEpochSecond();
    }
}

package org.supervisor.examples.supctl;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One answer of a verb with {@code --json}: its fields, in the order they were added. A value is a string, a
 * number, a boolean, a JsonObject, a list of those, or an Optional of those.
 */
final class JsonObject {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    /** An object with these fields; of maps in them, too. */
    static JsonObject of(Map<String, ?> fields) {
        JsonObject object = new JsonObject();
        fields.forEach((name, value) -> object.with(name, json(value)));
        return object;
    }

    private static Object json(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().map(JsonObject::json).toList();
            case Map<?, ?> map -> {
                JsonObject object = new JsonObject();
                map.forEach((name, member) -> object.with(name.toString(), json(member)));
                yield object;
            }
            case Double whole when whole == Math.rint(whole) -> whole.longValue();
            case Double number -> number.toString();
            default -> value;
        };
    }

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

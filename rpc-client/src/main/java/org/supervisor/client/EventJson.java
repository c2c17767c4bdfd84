package org.supervisor.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.supervisor.api.Event;
import org.supervisor.api.EventItem;
import org.supervisor.api.EventType;
import org.supervisor.api.Gap;

/** Converts JSON to events. Loaded with the first one. */
final class EventJson {
    private static final JsonFactory JSON = new JsonFactory();

    private EventJson() {}

    /**
     * Reads one.
     *
     * @throws StreamCorruptedException if it is not what a supervisor sends
     */
    static EventItem read(String json) throws StreamCorruptedException {
        try {
            Map<String, String> fields = fields(json);
            if ("GAP".equals(fields.get("type"))) {
                return new Gap(
                        fields.getOrDefault("id", ""),
                        Long.parseLong(fields.getOrDefault("missed", "0")),
                        Boolean.parseBoolean(fields.get("restarted")),
                        fields.getOrDefault("text", ""),
                        json);
            }
            return new Event(
                    fields.getOrDefault("id", ""),
                    OffsetDateTime.parse(fields.getOrDefault("time", "")).toInstant(),
                    EventType.named(fields.getOrDefault("type", "")).orElse(EventType.EVENT),
                    fields,
                    json);
        } catch (IOException | DateTimeException | NumberFormatException e) {
            StreamCorruptedException corrupted =
                    new StreamCorruptedException("it sent as an event: " + json + " (" + e.getMessage() + ")");
            corrupted.initCause(e);
            throw corrupted;
        }
    }

    private static Map<String, String> fields(String json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new StreamCorruptedException("not an object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isStructStart()) {
                    parser.skipChildren();
                } else if (value != JsonToken.VALUE_NULL) {
                    fields.put(name, parser.getText());
                }
            }
        }
        return fields;
    }
}

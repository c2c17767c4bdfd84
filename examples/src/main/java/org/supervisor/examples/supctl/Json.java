package org.supervisor.examples.supctl;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers for programs: one line of JSON. Loaded only with {@code --json}. */
final class Json {
    private Json() {}

    /** Prints a {@link JsonObject}, or a list of them. */
    static void print(Object value, PrintStream out) {
        try (JsonGenerator json = JsonFactory.builder()
                .build()
                .createGenerator(out, JsonEncoding.UTF8)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            write(json, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case JsonObject object -> {
                json.writeStartObject();
                for (Map.Entry<String, Object> field : object.fields().entrySet()) {
                    json.writeFieldName(field.getKey());
                    write(json, field.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case Optional<?> optional -> {
                if (optional.isPresent()) {
                    write(json, optional.get());
                } else {
                    json.writeNull();
                }
            }
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            default ->
                throw new IllegalArgumentException("found a " + value.getClass()
                        + "; expected a JsonObject, List, Optional, String, Boolean, Integer or Long");
        }
    }
}

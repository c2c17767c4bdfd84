package org.supervisor.server.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.supervisor.server.engine.AuditEntry;
import org.supervisor.server.engine.Excerpt;
import org.supervisor.server.engine.Origin;
import org.supervisor.server.process.Sha256;

/** Makes lines: one object of JSON each, in ASCII, with the hash of the line before and a sum of its own. */
final class AuditLine {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private AuditLine() {}

    /** The fields of one kind of line. */
    @FunctionalInterface
    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    /**
     * An entry.
     *
     * @param count how many more like it there were; 0: none
     */
    static byte[] of(Chain before, Instant time, AuditEntry entry, long count) {
        return line(before, time, entry.kind().name().toLowerCase(Locale.ROOT), json -> {
            Origin origin = entry.origin();
            json.writeStringField("who", Excerpt.of(origin.who()));
            json.writeStringField("way", origin.way());
            json.writeStringField("from", Excerpt.of(origin.from()));
            json.writeStringField("request", Excerpt.of(origin.request()));
            json.writeStringField("what", Excerpt.of(entry.what()));
            json.writeArrayFieldStart("args");
            for (String argument : entry.arguments()) {
                json.writeString(argument);
            }
            json.writeEndArray();
            json.writeStringField("result", Excerpt.of(entry.result()));
            if (entry.fault().isPresent()) {
                json.writeNumberField("fault", entry.fault().getAsInt());
            }
            if (count > 0) {
                json.writeNumberField("count", count);
            }
        });
    }

    /**
     * What was found behind the last whole line.
     *
     * @param rest stands in the place of the line before this one
     * @param after the last whole line
     * @param length that of the rest, in bytes
     */
    static byte[] mended(Chain rest, Chain after, Instant time, long length) {
        return line(rest, time, "mended", json -> {
            json.writeStringField("after", after.toString());
            json.writeNumberField("bytes", length);
        });
    }

    /** Entries that could not be kept until they could be written. */
    static byte[] lost(Chain before, Instant time, long count) {
        return line(before, time, "lost", json -> json.writeNumberField("count", count));
    }

    private static byte[] line(Chain before, Instant time, String event, Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("seq", before.number() + 1);
            json.writeStringField("time", TIME.format(time));
            json.writeStringField("event", event);
            fields.write(json);
            json.writeStringField("prev", before.hash());
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        String open = text.getBuffer().substring(0, text.getBuffer().length() - 1);
        return bytes(open + ",\"sum\":\"" + Sha256.hex(bytes(open)) + "\"}");
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}

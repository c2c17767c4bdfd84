package org.supervisor.examples.supctl;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.ConfigInfo;
import org.supervisor.api.Outcome;
import org.supervisor.api.Passage;
import org.supervisor.api.ProcessInfo;
import org.supervisor.api.StreamAccount;

/** Answers for programs: one line of JSON. Loaded only with {@code --json}. */
final class Json {
    private Json() {}

    /** What is written between the brackets. */
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static void write(PrintStream out, Body body) {
        try (JsonGenerator json = JsonFactory.builder()
                .build()
                .createGenerator(out, JsonEncoding.UTF8)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        out.println();
    }

    static void processes(List<ProcessInfo> infos, PrintStream out) {
        write(out, json -> {
            json.writeStartArray();
            for (ProcessInfo info : infos) {
                process(json, info);
            }
            json.writeEndArray();
        });
    }

    static void explanation(String name, List<Passage> passages, List<StreamAccount> accounts, PrintStream out) {
        write(out, json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeArrayFieldStart("passages");
            for (Passage passage : passages) {
                passage(json, passage);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("output");
            for (StreamAccount account : accounts) {
                account(json, account);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void passage(JsonGenerator json, Passage passage) throws IOException {
        json.writeStartObject();
        json.writeNumberField("time", seconds(passage.when()));
        json.writeStringField("from", passage.from().name());
        json.writeStringField("to", passage.to().name());
        json.writeStringField("cause", passage.cause());
        json.writeStringField("stdout", passage.stdout());
        json.writeStringField("stderr", passage.stderr());
        json.writeEndObject();
    }

    private static void account(JsonGenerator json, StreamAccount account) throws IOException {
        json.writeStartObject();
        json.writeStringField("stream", account.stream().name().toLowerCase(Locale.ROOT));
        json.writeStringField("log", account.log().orElse(null));
        json.writeNumberField("read", account.read());
        json.writeNumberField("written", account.written());
        json.writeNumberField("removed", account.removed());
        json.writeNumberField("dropped", account.dropped());
        json.writeNumberField("pending", account.pending());
        json.writeStringField("trouble", account.trouble().orElse(null));
        json.writeEndObject();
    }

    static void reopened(int count, PrintStream out) {
        write(out, json -> {
            json.writeStartObject();
            json.writeNumberField("reopened", count);
            json.writeEndObject();
        });
    }

    private static void process(JsonGenerator json, ProcessInfo info) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", info.namespec());
        json.writeStringField("state", info.state().name());
        json.writeNumberField("pid", info.pid());
        json.writeNumberField("started", seconds(info.started().orElse(Instant.EPOCH)));
        json.writeNumberField("stopped", seconds(info.stopped().orElse(Instant.EPOCH)));
        json.writeNumberField("now", seconds(info.now()));
        json.writeNumberField("exit_status", info.exitStatus());
        json.writeStringField("spawn_error", info.spawnError());
        json.writeStringField("stdout_log", info.stdoutLog().orElse(null));
        json.writeStringField("stderr_log", info.stderrLog().orElse(null));
        json.writeStringField("description", info.description());
        json.writeEndObject();
    }

    private static long seconds(Instant time) {
        return time.getEpochSecond();
    }

    static void configurations(List<ConfigInfo> infos, PrintStream out) {
        write(out, json -> {
            json.writeStartArray();
            for (ConfigInfo info : infos) {
                json.writeStartObject();
                json.writeStringField("name", info.namespec());
                json.writeBooleanField("in_use", info.inUse());
                json.writeBooleanField("autostart", info.autostart());
                json.writeNumberField("group_priority", info.groupPriority());
                json.writeNumberField("process_priority", info.processPriority());
                json.writeStringField("command", info.command());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static void outcomes(List<Outcome> outcomes, PrintStream out) {
        write(out, json -> {
            json.writeStartArray();
            for (Outcome outcome : outcomes) {
                json.writeStartObject();
                json.writeStringField("name", outcome.namespec());
                json.writeBooleanField("ok", outcome.isSuccess());
                json.writeNumberField("status", outcome.status());
                json.writeStringField("description", outcome.description());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static void changes(ConfigChanges changes, PrintStream out) {
        write(out, json -> {
            json.writeStartObject();
            names(json, "added", changes.added());
            names(json, "changed", changes.changed());
            names(json, "removed", changes.removed());
            json.writeEndObject();
        });
    }

    private static void names(JsonGenerator json, String field, List<String> names) throws IOException {
        json.writeArrayFieldStart(field);
        for (String name : names) {
            json.writeString(name);
        }
        json.writeEndArray();
    }
}

package org.supervisor.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.supervisor.api.LogStream;
import org.supervisor.server.events.RecentEvents;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.WallTime;

/**
 * Writes events as server-sent events with a line of JSON each. For one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">WHATWG: server-sent events</a>
 */
final class EventText {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

    private final String life;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    /** Nothing written yet; ids begin with this run. */
    EventText(String life) {
        this.life = life;
    }

    /** The fields of one kind of event. */
    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    int size() {
        return bytes.size();
    }

    /** All that was written. */
    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(bytes.toByteArray());
    }

    /** How long a client should wait before it reconnects. */
    void retry(Duration pause) {
        line("retry: " + pause.toMillis());
    }

    /**
     * A heartbeat with the latest id, so that a filtered client is not told of gaps in events it did not ask for when
     * it reconnects.
     */
    void heartbeat(long sequence) {
        line(": still here");
        line("id: " + id(sequence));
        line("");
    }

    /**
     * Some events are no longer kept.
     *
     * @param upTo the sequence number of the last of them
     * @param missed how many, of all types
     * @param isRestarted whether there may have been more, in another run of the supervisor
     */
    void gap(long upTo, long missed, boolean isRestarted) {
        event("GAP", upTo, json -> {
            json.writeNumberField("missed", missed);
            json.writeBooleanField("restarted", isRestarted);
            json.writeStringField(
                    "text",
                    isRestarted
                            ? "the supervisor was restarted; what happened until then is not known any more"
                            : missed + " events went by and are not known any more");
        });
    }

    /** One event. */
    void event(RecentEvents.Entry entry) {
        SupervisorEvent event = entry.event();
        event(event.eventName(), entry.sequence(), json -> {
            json.writeNumberField("sequence", entry.sequence());
            json.writeStringField("time", TIME.format(WallTime.local(entry.time())));
            write(event, json);
            json.writeStringField("payload", event.payload());
        });
    }

    private void event(String type, long sequence, Body body) {
        line("id: " + id(sequence));
        line("event: " + type);
        bytes.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("type", type);
            json.writeStringField("id", id(sequence));
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        line("");
        line("");
    }

    private String id(long sequence) {
        return life + "-" + sequence;
    }

    private void line(String text) {
        bytes.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void write(SupervisorEvent event, JsonGenerator json) throws IOException {
        switch (event) {
            case SupervisorEvent.StateChange change -> {
                name(change.process(), json);
                json.writeStringField("from_state", change.from().name());
                details(change, json);
            }
            case SupervisorEvent.Logged(ProcessName process, int pid, LogStream channel, byte[] data) ->
                text(process, pid, channel, data, json);
            case SupervisorEvent.Communicated(ProcessName process, int pid, LogStream channel, byte[] data) ->
                text(process, pid, channel, data, json);
            case SupervisorEvent.RemoteCommunication(String kind, String data) -> {
                json.writeStringField("remote_type", kind);
                json.writeStringField("data", NativeText.shown(data));
            }
            case SupervisorEvent.Tick tick -> json.writeNumberField("when", tick.epochSecond());
            case SupervisorEvent.GroupAdded(String group) -> json.writeStringField("group", NativeText.shown(group));
            case SupervisorEvent.GroupRemoved(String group) -> json.writeStringField("group", NativeText.shown(group));
            case SupervisorEvent.SupervisorRunning _,
                    SupervisorEvent.SupervisorStopping _,
                    SupervisorEvent.Earlier _ -> {} // the last waits for listeners only
        }
    }

    private static void details(SupervisorEvent.StateChange change, JsonGenerator json) throws IOException {
        switch (change) {
            case SupervisorEvent.Starting starting -> json.writeNumberField("tries", starting.tries());
            case SupervisorEvent.BackedOff backedOff -> json.writeNumberField("tries", backedOff.tries());
            case SupervisorEvent.Running running -> json.writeNumberField("pid", running.pid());
            case SupervisorEvent.Stopping stopping -> json.writeNumberField("pid", stopping.pid());
            case SupervisorEvent.Stopped stopped -> json.writeNumberField("pid", stopped.pid());
            case SupervisorEvent.Exited exited -> {
                json.writeBooleanField("expected", exited.isExpected());
                json.writeNumberField("pid", exited.pid());
            }
            case SupervisorEvent.GaveUp _, SupervisorEvent.Lost _ -> {}
        }
    }

    private static void text(ProcessName process, int pid, LogStream channel, byte[] data, JsonGenerator json)
            throws IOException {
        name(process, json);
        json.writeNumberField("pid", pid);
        json.writeStringField("channel", channel.word());
        json.writeStringField("data", new String(data, StandardCharsets.UTF_8));
    }

    private static void name(ProcessName process, JsonGenerator json) throws IOException {
        json.writeStringField("name", NativeText.shown(process.toString()));
        json.writeStringField("process", NativeText.shown(process.process()));
        json.writeStringField("group", NativeText.shown(process.group()));
    }
}

package org.supervisor.client;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.supervisor.api.EventItem;

/**
 * Reads server-sent events from one connection. For one thread; only {@link #close} may come from another.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">WHATWG: server-sent events</a>
 */
final class EventReader implements Closeable {
    /** The supervisor sends a comment every 15 s, so after this much silence the connection is dead. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private static final int BUFFER_BYTES = 8192;
    private static final int MAX_EVENT_BYTES = 64 << 20;
    private static final int MAX_PAUSE_DIGITS = 9;

    private final HttpBody body;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int next;
    private int end;
    private boolean isAfterReturn;

    private final StringBuilder data = new StringBuilder();
    private String id;
    private Optional<String> lastId = Optional.empty();
    private Optional<Duration> pause = Optional.empty();

    EventReader(HttpBody body) {
        this.body = body;
    }

    /**
     * Waits for the next one.
     *
     * @return empty if the supervisor has ended the stream
     */
    Optional<EventItem> read() throws IOException {
        for (String text = line(); text != null; text = line()) {
            if (!text.isEmpty()) {
                field(text);
                continue;
            }
            lastId = Optional.ofNullable(id).or(() -> lastId);
            if (data.length() > 0) {
                String json = data.substring(0, data.length() - 1);
                data.setLength(0);
                return Optional.of(EventJson.read(json));
            }
        }
        return Optional.empty();
    }

    /** The id of the last event. */
    Optional<String> lastId() {
        return lastId;
    }

    /** How long to wait before connecting again, as requested by the supervisor. */
    Optional<Duration> pause() {
        return pause;
    }

    private void field(String text) throws IOException {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String rest = colon < 0 ? "" : text.substring(colon + 1);
        String value = rest.startsWith(" ") ? rest.substring(1) : rest;
        switch (name) {
            case "data" -> {
                if (data.length() + value.length() > MAX_EVENT_BYTES) {
                    throw tooLong();
                }
                data.append(value).append('\n');
            }
            case "id" -> id = value;
            case "retry" -> {
                if (value.matches("\\d{1," + MAX_PAUSE_DIGITS + "}")) {
                    pause = Optional.of(Duration.ofMillis(Long.parseLong(value)));
                }
            }
            default -> {} // the type is in the data too; the rest are comments, and fields of later versions
        }
    }

    /** A line without its end, be it LF, CR or both; null if no complete line is left. */
    private String line() throws IOException {
        line.reset();
        while (true) {
            if (next == end && !fill()) {
                return null;
            }
            byte b = buffer[next++];
            boolean isSecondHalf = b == '\n' && isAfterReturn;
            isAfterReturn = b == '\r';
            if (isSecondHalf) {
                continue;
            }
            if (b == '\n' || b == '\r') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() == MAX_EVENT_BYTES) {
                throw tooLong();
            }
            line.write(b);
        }
    }

    private boolean fill() throws IOException {
        body.setDeadline(Deadline.in(LONGEST_SILENCE));
        next = 0;
        end = Math.max(0, body.read(buffer));
        return end > 0;
    }

    private static StreamCorruptedException tooLong() {
        return new StreamCorruptedException("it sent an event of more than " + MAX_EVENT_BYTES + " bytes");
    }

    @Override
    public void close() {
        body.close();
    }
}

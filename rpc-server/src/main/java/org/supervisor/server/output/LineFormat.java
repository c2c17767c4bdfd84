package org.supervisor.server.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.supervisor.server.process.ProcessName;

/** How a line of output is dressed in a log. Local time. */
sealed interface LineFormat {
    /** Large enough for any finished line: JSON may need six bytes for one. */
    int SCRATCH_BYTES = 6 * Lines.LONGEST + 16 * 1024;

    /** Who wrote it, and when. */
    record Origin(ProcessName name, String program, int pid, String stream, Level level, Instant time) {}

    /** How many bytes a line of this length may need at most. */
    int mostBytes(int length);

    /**
     * Writes one line and its end.
     *
     * @param out has room for {@link #mostBytes}
     * @param line consumed
     * @param goesOn whether this is a piece of a longer line and another follows
     */
    void write(ByteBuffer out, Origin origin, ByteBuffer line, boolean goesOn);

    /** Text before each line; a line that goes on ends with a backslash. */
    sealed interface Prefix extends LineFormat {
        int LONGEST_PREFIX = 2 * 1024;

        /** What comes before the line. */
        String prefix(Origin origin);

        @Override
        default int mostBytes(int length) {
            return LONGEST_PREFIX + length;
        }

        @Override
        default void write(ByteBuffer out, Origin origin, ByteBuffer line, boolean goesOn) {
            byte[] prefix = prefix(origin).getBytes(StandardCharsets.UTF_8);
            out.put(prefix, 0, Math.min(prefix.length, LONGEST_PREFIX - 2)).put(line);
            if (goesOn) {
                out.put((byte) '\\');
            }
            out.put((byte) '\n');
        }
    }

    /** As the Perl original: {@code [2026/11/22 10:00:00][name] info: line}. */
    record Perl() implements Prefix {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

        @Override
        public String prefix(Origin origin) {
            return prefix(origin.time(), origin.name().process(), origin.level());
        }

        static String prefix(Instant time, String name, Level level) {
            return "[" + TIME.format(time) + "][" + name + "] " + level.perlWord() + ": ";
        }
    }

    /** As {@code 2026-11-22T10:00:00.123+01:00 name stdout | line}. */
    record Prefixed() implements Prefix {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                        "uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT)
                .withZone(ZoneId.systemDefault());

        @Override
        public String prefix(Origin origin) {
            return TIME.format(origin.time()) + " " + origin.name() + " " + origin.stream() + " | ";
        }
    }

    /**
     * One object a line: time, program, process, pid, stream, line. Bytes that are not UTF-8 are replaced by U+FFFD; a
     * line that goes on has {@code "goesOn":true}.
     */
    record Json() implements LineFormat {
        private static final JsonFactory FACTORY = new JsonFactory();

        @Override
        public int mostBytes(int length) {
            return 6 * length + 8 * 1024;
        }

        @Override
        public void write(ByteBuffer out, Origin origin, ByteBuffer line, boolean goesOn) {
            try (JsonGenerator json = FACTORY.createGenerator(new BufferOutput(out))) {
                json.writeStartObject();
                json.writeStringField("time", Prefixed.TIME.format(origin.time()));
                json.writeStringField("program", origin.program());
                json.writeStringField("process", origin.name().toString());
                json.writeNumberField("pid", origin.pid());
                json.writeStringField("stream", origin.stream());
                json.writeStringField(
                        "line", StandardCharsets.UTF_8.decode(line).toString());
                if (goesOn) {
                    json.writeBooleanField("goesOn", true);
                }
                json.writeEndObject();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // a buffer does not fail
            }
            out.put((byte) '\n');
        }
    }

    /** A buffer as the stream that the JSON library writes to. */
    final class BufferOutput extends OutputStream {
        private final ByteBuffer buffer;

        private BufferOutput(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public void write(int b) {
            buffer.put((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            buffer.put(bytes, offset, length);
        }
    }
}

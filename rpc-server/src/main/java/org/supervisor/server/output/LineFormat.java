package org.supervisor.server.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.supervisor.api.LogLevel;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.WallTime;

/** The format of a line of output in a log. Local time. */
sealed interface LineFormat {
    /** Large enough for any finished line: JSON may need six bytes for one. */
    int SCRATCH_BYTES = 6 * Lines.LONGEST + 16 * 1024;

    /** The format of a configuration; RAW means lines as they are. */
    static LineFormat of(OutputSpec.Format format) {
        return switch (format) {
            case RAW -> new Plain();
            case PERL -> new Perl();
            case PREFIXED -> new Prefixed();
            case JSON -> new Json();
        };
    }

    /** How many bytes a line of this length may need at most. */
    int mostBytes(int length);

    /** The part that is the same for all lines of one source at one time, encoded once. */
    Prefix prefix(ChildStream source, Instant time);

    /** Writes lines of one source, each after the part that is the same for all of them. */
    @FunctionalInterface
    interface Prefix {
        /**
         * Writes one line and its end.
         *
         * @param out has room for {@link LineFormat#mostBytes}
         * @param line consumed
         * @param goesOn whether this is a piece of a longer line and another follows
         */
        void write(ByteBuffer out, ByteBuffer line, boolean goesOn);
    }

    /** Text before each line; a line that goes on ends with a backslash. */
    sealed interface Text extends LineFormat {
        int LONGEST_PREFIX = 2 * 1024;

        /** What comes before the line. */
        String before(ChildStream source, Instant time);

        @Override
        default int mostBytes(int length) {
            return LONGEST_PREFIX + 2 + length;
        }

        @Override
        default Prefix prefix(ChildStream source, Instant time) {
            byte[] all = NativeText.bytes(before(source, time));
            byte[] prefix = Arrays.copyOf(all, Math.min(all.length, LONGEST_PREFIX));
            return (out, line, goesOn) -> {
                out.put(prefix).put(line);
                if (goesOn) {
                    out.put((byte) '\\');
                }
                out.put((byte) '\n');
            };
        }
    }

    /** As the Perl original: {@code [2026/11/22 10:00:00][name] info: line}. */
    record Perl() implements Text {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu/MM/dd HH:mm:ss", Locale.ROOT);

        @Override
        public String before(ChildStream source, Instant time) {
            return prefix(time, source.name().process(), level(source.stream()));
        }

        static String prefix(Instant time, String name, LogLevel level) {
            return "[" + TIME.format(WallTime.local(time)) + "][" + name + "] " + word(level) + ": ";
        }

        /** The nearest of the original's five words. */
        static String word(LogLevel level) {
            return switch (level) {
                case CRITICAL -> "fatal";
                case ERROR -> "error";
                case WARN -> "warn";
                case INFO -> "info";
                case DEBUG, TRACE, BLATHER -> "debug";
            };
        }

        /** The level at which the original logs the lines of a program. */
        private static LogLevel level(LogStream stream) {
            return stream == LogStream.STDOUT ? LogLevel.INFO : LogLevel.ERROR;
        }
    }

    /** The line alone. */
    record Plain() implements Text {
        @Override
        public String before(ChildStream source, Instant time) {
            return "";
        }
    }

    /** As {@code 2026-11-22T10:00:00.123+01:00 name stdout | line}. */
    record Prefixed() implements Text {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSxxx", Locale.ROOT);

        @Override
        public String before(ChildStream source, Instant time) {
            return TIME.format(WallTime.local(time)) + " " + source.name() + " "
                    + source.stream().word() + " | ";
        }
    }

    /**
     * One object a line: time, program, process, pid, stream, line. Bytes that are not UTF-8 are replaced by U+FFFD; a
     * line that goes on has {@code "goesOn":true}.
     */
    record Json() implements LineFormat {
        private static final JsonFactory FACTORY = new JsonFactory();
        private static final int LONGEST_HEAD = 12 * 1024;
        private static final byte[] LINE = ascii(",\"line\":\"");
        private static final byte[] END = ascii("\"}\n");
        private static final byte[] GOES_ON = ascii("\",\"goesOn\":true}\n");

        @Override
        public int mostBytes(int length) {
            return 6 * length + LONGEST_HEAD + LINE.length + GOES_ON.length;
        }

        @Override
        public Prefix prefix(ChildStream source, Instant time) {
            byte[] head = head(source, time);
            return (out, line, goesOn) -> {
                String text = StandardCharsets.UTF_8.decode(line).toString();
                out.put(head).put(LINE).put(JsonStringEncoder.getInstance().quoteAsUTF8(text));
                out.put(goesOn ? GOES_ON : END);
            };
        }

        /** The object up to the line, which is yet to come. */
        private static byte[] head(ChildStream source, Instant time) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            try (JsonGenerator json = FACTORY.createGenerator(head)) {
                json.writeStartObject();
                json.writeStringField("time", Prefixed.TIME.format(WallTime.local(time)));
                json.writeStringField("program", NativeText.shown(source.program()));
                json.writeStringField("process", NativeText.shown(source.name().toString()));
                json.writeNumberField("pid", source.pid());
                json.writeStringField("stream", source.stream().word());
            } catch (IOException e) {
                throw new UncheckedIOException(e); // writing to memory does not fail
            }
            byte[] closed = head.toByteArray(); // the generator closes what is open
            return Arrays.copyOf(closed, closed.length - 1);
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }
    }
}

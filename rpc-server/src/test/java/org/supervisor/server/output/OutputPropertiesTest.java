package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.OutputSpec.Format;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;

/**
 * What always holds, tried with random output in random chunks, random limits, ends of children at any moment, and a
 * log that is moved, removed and truncated meanwhile: no byte is lost, doubled or out of order, and no line is torn by
 * rotation. A failure names the seed that brings it back.
 */
class OutputPropertiesTest {
    /** {@code make proof} tries more. */
    private static final int SEEDS = Integer.getInteger("test.seeds", 25);

    private static final String BEGIN = "<!--XSUPERVISOR:BEGIN-->";
    private static final String END = "<!--XSUPERVISOR:END-->";
    private static final List<String> ESCAPES =
            List.of("\u001b[1;31m", "\u001b[0m", "\u001b]0;title\u0007", "\u001b]8;;http://x\u001b\\", "\u001b(B");
    private static final List<String> WORDS =
            List.of("word ", "ü€😀", "<", "<!--XSU", BEGIN.substring(0, 23), "<<!--", "x", "0123456789", "\n", "\n\n");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Format.class)
    void everyByteIsLoggedOnceAndInOrder(Format format) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (Trial trial = new Trial(seed, format, Files.createDirectory(folder.resolve("seed" + seed)))) {
                trial.run();
            }
        }
    }

    /** One stream and its log, beside what both should be. */
    private static final class Trial implements Taps, AutoCloseable {
        private final String what;
        private final Random random;
        private final Format format;
        private final Path log;
        private final long maxBytes;
        private final int captureMaxBytes;
        private final boolean stripsAnsi;
        private final ManualTime time = new ManualTime();
        private final LogFiles files;
        private final StreamSink sink;

        private final ByteArrayOutputStream waiting = new ByteArrayOutputStream(); // written, not yet in the sink
        private final StringBuilder plain = new StringBuilder();
        private final StringBuilder lines = new StringBuilder(); // the same, each line finished
        private final List<String> messages = new ArrayList<>();
        private long said;

        private final ByteArrayOutputStream logged = new ByteArrayOutputStream(); // what has left the log's folder
        private final ByteArrayOutputStream copies = new ByteArrayOutputStream();
        private final List<String> heard = new ArrayList<>();

        Trial(int seed, Format format, Path folder) {
            what = "seed " + seed + " of " + format;
            random = new Random(seed);
            this.format = format;
            log = folder.resolve("log");
            maxBytes = switch (random.nextInt(4)) {
                case 0 -> 0;
                case 1 -> 1 + random.nextInt(1000);
                case 2 -> Rotation.ONE_READ - 1 + random.nextInt(3);
                default -> Rotation.ONE_READ + random.nextInt(200_000);
            };
            captureMaxBytes = random.nextBoolean() ? 1 + random.nextInt(50) : 0;
            stripsAnsi = random.nextBoolean();
            files = new LogFiles(time);
            StreamSink.Plan plan = new StreamSink.Plan(
                    new ChildStream(new ProcessName("web", "web_00"), "web", 1, LogStream.STDOUT),
                    new StreamSpec(
                            new StreamSpec.Log.File(log, maxBytes, 10_000), captureMaxBytes, false, false, stripsAnsi),
                    format,
                    Optional.empty());
            sink = new StreamSink(plan, files, time, this, new ByteCounts());
        }

        void run() throws IOException {
            sink.prepare();
            for (int step = 0; step < 60; step++) {
                switch (random.nextInt(24)) {
                    case 0 -> endLife();
                    case 1 -> sink.release();
                    case 2 -> interfere();
                    case 3 -> sayMuch();
                    default -> saySome();
                }
                if (random.nextInt(3) > 0) {
                    giveAll();
                }
            }
            endLife();
            sink.close();
            collect();
            compare();
        }

        private void compare() {
            String written = undress(logged.toString(StandardCharsets.UTF_8));
            String expected = format == Format.RAW ? plain.toString() : lines.toString();
            // not isEqualTo: of a megabyte it would describe every difference
            assertThat(written.equals(expected)).as("the log, " + what).isTrue();
            assertThat(copies.toString(StandardCharsets.UTF_8).contentEquals(plain))
                    .as("copies, " + what)
                    .isTrue();
            assertThat(heard).as("messages, " + what).isEqualTo(messages);
            long logged = plain.toString().getBytes(StandardCharsets.UTF_8).length;
            assertThat(sink.account()).as(what).isEqualTo(new Account(said, logged, said - logged, 0, 0));
        }

        private void saySome() {
            for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
                int kind = random.nextInt(20);
                if (kind == 0 && captureMaxBytes > 0) {
                    sayMessage();
                } else if (kind == 1 && stripsAnsi) {
                    say(ESCAPES.get(random.nextInt(ESCAPES.size())), "");
                } else {
                    String word = WORDS.get(random.nextInt(WORDS.size()));
                    say(word, word);
                }
            }
        }

        /** Lines by the thousand, and sometimes one that is longer than any buffer. */
        private void sayMuch() {
            String line = "y".repeat(random.nextInt(120)) + "\n";
            String text = random.nextInt(8) == 0 && maxBytes < Rotation.ONE_READ
                    ? "ü".repeat(random.nextInt(200_000)) + "\n"
                    : line.repeat(random.nextInt(4000));
            say(text, text);
        }

        private void sayMessage() {
            String message = "m".repeat(random.nextInt(60)) + random.nextInt(1000);
            say(BEGIN + message + END, "");
            messages.add(message.substring(Math.max(0, message.length() - captureMaxBytes)));
        }

        private void say(String text, String loggedOfIt) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            waiting.writeBytes(bytes);
            said += bytes.length;
            plain.append(loggedOfIt);
            lines.append(loggedOfIt);
        }

        private void giveAll() {
            byte[] bytes = waiting.toByteArray();
            waiting.reset();
            for (int at = 0; at < bytes.length; ) {
                int most = random.nextInt(5) > 0 ? 30_000 : 30;
                int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextInt(50) == 0 ? 262_144 : most));
                ByteBuffer chunk = ByteBuffer.allocateDirect(length + 7);
                sink.accept(chunk.position(3).put(bytes, at, length).flip().position(3));
                at += length;
            }
        }

        private void endLife() {
            if (captureMaxBytes > 0 && random.nextInt(3) == 0) {
                say(BEGIN + "never finished", "");
            }
            giveAll();
            sink.endOfLife();
            if (!lines.isEmpty() && lines.charAt(lines.length() - 1) != '\n') {
                lines.append('\n');
            }
            if (random.nextBoolean()) {
                sink.release(); // as the launch of the next child does
            }
        }

        /** What logrotate and people do. Each is noticed a second later. */
        private void interfere() throws IOException {
            Path moved = log.resolveSibling("moved");
            switch (random.nextInt(4)) {
                case 0 -> {
                    collectBackups();
                    if (Files.exists(log)) {
                        Files.move(log, moved);
                        giveAll(); // into the file that was moved, or one that rotation has begun
                        take(moved);
                    }
                }
                case 1 -> collect();
                case 2 -> {
                    collectBackups();
                    if (Files.exists(log)) {
                        logged.writeBytes(Files.readAllBytes(log));
                        Files.write(log, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
                    }
                }
                default -> {
                    collectBackups();
                    if (Files.exists(log)) {
                        Files.move(log, moved);
                        files.reopenAll();
                        take(moved);
                    }
                }
            }
            time.advance(Duration.ofSeconds(1));
        }

        private void collect() throws IOException {
            collectBackups();
            if (Files.exists(log)) {
                take(log);
            }
        }

        private void collectBackups() throws IOException {
            int oldest = 0;
            while (Files.exists(backup(oldest + 1))) {
                oldest++;
            }
            for (int number = oldest; number > 0; number--) {
                byte[] last = take(backup(number));
                if (format != Format.RAW || maxBytes >= Rotation.ONE_READ) {
                    assertThat(last[last.length - 1]).as("a torn line, " + what).isEqualTo((byte) '\n');
                }
            }
        }

        private Path backup(int number) {
            return log.resolveSibling("log." + number);
        }

        private byte[] take(Path file) throws IOException {
            byte[] content = Files.readAllBytes(file);
            logged.writeBytes(content);
            Files.delete(file);
            return content;
        }

        private String undress(String text) {
            return switch (format) {
                case RAW -> text;
                case PERL -> without(text, "(?m)^\\[[^\\]]*]\\[web_00] info: |\\\\\\n");
                case PREFIXED -> without(text, "(?m)^\\S+ web:web_00 stdout \\| |\\\\\\n");
                case JSON -> without(text, "(?m)^\\{\"time\"[^}]*\"line\":\"|\",\"goesOn\":true}\\n|\"}$");
            };
        }

        private static String without(String text, String dress) {
            return Pattern.compile(dress).matcher(text).replaceAll("");
        }

        @Override
        public void log(ProcessName name, int pid, LogStream stream, byte[] data) {}

        @Override
        public void communication(ProcessName name, int pid, LogStream stream, byte[] data) {
            heard.add(new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public void syslog(ProcessName name, LogStream stream, String line) {}

        @Override
        public boolean wantsCopies() {
            return true;
        }

        @Override
        public void copy(ProcessName name, LogStream stream, byte[] data) {
            copies.writeBytes(data);
        }

        @Override
        public void close() {
            files.close();
        }
    }
}

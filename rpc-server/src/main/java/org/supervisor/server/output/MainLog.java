package org.supervisor.server.output;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;
import org.supervisor.api.LogLevel;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.WallTime;

/**
 * The daemon's own log. Lines that come before it is opened wait, at most {@value #MOST_EARLY_LINES} of them, so that
 * nothing logged while the configuration is read is lost. Safe for any thread; a line has been passed to the kernel
 * when {@link #log} returns, but to a terminal or pipe only soon after.
 */
public final class MainLog implements AutoCloseable {
    private static final int MOST_EARLY_LINES = 1000;
    /** The format of a line. Local time. */
    public enum Format {
        /** {@code 2026-11-22 10:00:00,123 INFO text}. */
        SUPERVISORD("uuuu-MM-dd HH:mm:ss,") {
            @Override
            String line(String second, int millis, LogLevel level, String text) {
                String digits = Integer.toString(1000 + millis).substring(1);
                return second + digits + " " + level.label() + " " + text + "\n";
            }
        },
        /** {@code [2026/11/22 10:00:00][Supervisor] info: text}. */
        PERL("'['uuuu/MM/dd HH:mm:ss']'") {
            @Override
            String line(String second, int millis, LogLevel level, String text) {
                return second + "[Supervisor] " + LineFormat.Perl.word(level) + ": " + text + "\n";
            }
        };

        private final DateTimeFormatter seconds;

        Format(String pattern) {
            seconds = DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
        }

        abstract String line(String second, int millis, LogLevel level, String text);
    }

    private record Early(Instant time, LogLevel level, String text) {}

    private final TimeSource time;
    private final Queue<Early> early = new ArrayDeque<>();
    private final List<LogFile> targets = new ArrayList<>(); // the file, then the console
    private volatile LogLevel threshold = LogLevel.INFO;
    private Format format = Format.SUPERVISORD;
    private Optional<LogFile> file = Optional.empty();
    private Optional<BiConsumer<LogLevel, String>> receiver = Optional.empty();
    private boolean isOpen;
    private long second = Long.MIN_VALUE; // of the last line, and its text
    private String secondText = "";

    /** A log that keeps its lines until it is opened. */
    public MainLog(TimeSource time) {
        this.time = time;
    }

    /**
     * Opens the log and writes the lines that waited.
     *
     * @param lines the format of lines
     * @param shown the least grave level that is written
     * @param log the file; empty: none
     * @param console {@code /dev/stdout} when running in the foreground, or another place for a copy; ignored when it
     *     is the file itself
     */
    public synchronized void open(Format lines, LogLevel shown, Optional<LogFile> log, Optional<LogFile> console) {
        format = lines;
        second = Long.MIN_VALUE;
        threshold = shown;
        file = log;
        targets.clear();
        log.ifPresent(targets::add);
        console.filter(c -> !targets.contains(c)).ifPresent(targets::add);
        isOpen = true;
        file.ifPresent(LogFile::prepare);
        for (Early line = early.poll(); line != null; line = early.poll()) {
            if (line.level().isShownAt(threshold)) {
                write(line.time(), line.level(), line.text());
            }
        }
    }

    /**
     * Passes every line that is written from now on to another receiver too, such as the system's log.
     *
     * @param other gets each line as in the file, without a line end; must not block
     */
    public synchronized void alsoTo(BiConsumer<LogLevel, String> other) {
        receiver = Optional.of(other);
    }

    /** Writes a line if its level is shown; line ends at its end are removed. */
    public void log(LogLevel level, String text) {
        if (isShown(level)) {
            synchronized (this) {
                Instant now = time.now();
                if (isOpen) {
                    write(now, level, text.stripTrailing());
                } else if (early.size() < MOST_EARLY_LINES) {
                    early.add(new Early(now, level, text.stripTrailing()));
                }
            }
        }
    }

    /** Writes a line and, below it, what was thrown and from where. */
    public void log(LogLevel level, String text, Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        log(level, text + "\n" + trace);
    }

    /** Writes a line at CRITICAL. */
    public void critical(String text) {
        log(LogLevel.CRITICAL, text);
    }

    /** Writes a line at ERROR. */
    public void error(String text) {
        log(LogLevel.ERROR, text);
    }

    /** Writes a line at WARN. */
    public void warn(String text) {
        log(LogLevel.WARN, text);
    }

    /** Writes a line at INFO. */
    public void info(String text) {
        log(LogLevel.INFO, text);
    }

    /** Writes a line at DEBUG. */
    public void debug(String text) {
        log(LogLevel.DEBUG, text);
    }

    /** Writes a line at TRACE. */
    public void trace(String text) {
        log(LogLevel.TRACE, text);
    }

    /** Whether a line of this level would be written; true for all while it is not open. */
    public boolean isShown(LogLevel level) {
        return !isOpen() || level.isShownAt(threshold);
    }

    /** The path of the file, if there is one. */
    public synchronized Optional<Path> path() {
        return file.map(LogFile::path);
    }

    /**
     * Empties the file.
     *
     * @throws java.io.UncheckedIOException it cannot be emptied
     */
    public synchronized void clear() {
        file.ifPresent(LogFile::clear);
    }

    /** Releases its files; later lines are dropped. */
    @Override
    public synchronized void close() {
        targets.forEach(LogFile::release);
        targets.clear();
        file = Optional.empty();
        receiver = Optional.empty();
        isOpen = true;
    }

    private synchronized boolean isOpen() {
        return isOpen;
    }

    /** A log has many lines in a second: the text of a second is created once. */
    private String formatted(Instant time, LogLevel level, String text) {
        if (time.getEpochSecond() != second) {
            second = time.getEpochSecond();
            secondText = format.seconds.format(WallTime.local(time));
        }
        return format.line(secondText, time.getNano() / 1_000_000, level, text);
    }

    private void write(Instant now, LogLevel level, String text) {
        String formatted = formatted(now, level, text);
        receiver.ifPresent(other -> formatted.lines().forEach(line -> other.accept(level, line)));
        ByteBuffer line = ByteBuffer.wrap(NativeText.bytes(formatted));
        for (LogFile target : targets) {
            target.append(line.duplicate());
        }
    }
}

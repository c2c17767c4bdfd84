package org.supervisor.server.output;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.supervisor.api.LogLevel;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.TimeSource;

/**
 * One stream of one child, from its launch until the last process that holds the stream has gone: raw bytes in; log
 * file, events and copies out. What is counted outlives it, in its {@link Ledger}. Confined to the event loop's thread.
 * Never throws for what the child wrote or the disk refused. The way of the bytes:
 *
 * <pre>{@code
 * chunk -> Capture -> AnsiFilter -> as they are (RAW), or Lines -> LineFormat -> LogFile
 *             |                  -> Taps: events, syslog, copies
 *             -> Taps: communication
 * }</pre>
 */
public final class StreamSink implements AutoCloseable {
    /** How long after it was read to {@link #release} what is held back after a capture. */
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private static final int LARGEST_EVENT = 131_072;

    private final ProcessName name;
    private final String program;
    private final LogStream stream;
    private final StreamSpec spec;
    private final LogFiles files;
    private final TimeSource time;
    private final Taps taps;
    private final Optional<LogFile> log;
    private final Optional<Capture> capture;
    private final Optional<AnsiFilter> ansi;
    private final Optional<Dressing> dressing;
    private final Optional<Lines> syslog;

    private final Ledger ledger;
    private final LastWords lastWords = new LastWords();

    private Optional<Copy> copy = Optional.empty();
    private int pid;
    private boolean endsOnRelease;
    private boolean closed;

    /** The lines of a log that is not written as it comes. */
    private record Dressing(LineFormat format, Lines lines) {}

    /** Lines for the daemon's own standard output. */
    private record Copy(Dressing dressing, LogFile to) {}

    private StreamSink(
            ProcessName name,
            String program,
            LogStream stream,
            StreamSpec spec,
            Optional<LineFormat> format,
            LogFiles files,
            TimeSource time,
            Taps taps,
            Ledger ledger) {
        this.name = name;
        this.program = program;
        this.stream = stream;
        this.spec = spec;
        this.files = files;
        this.time = time;
        this.taps = taps;
        this.ledger = ledger;
        ledger.opened(this);
        log = switch (spec.log()) {
            case StreamSpec.Log.None _ -> Optional.empty();
            case StreamSpec.Log.File(Path path, String _, long maxBytes, int backups) ->
                Optional.of(files.open(path, maxBytes, backups));
            case StreamSpec.Log.Auto _ ->
                throw new IllegalArgumentException(
                        "the " + stream.word() + " log of " + name + " has no name yet; ask AutoLogs for one");
        };
        capture = spec.captureMaxBytes() > 0 ? Optional.of(new Capture(spec.captureMaxBytes())) : Optional.empty();
        ansi = spec.stripsAnsi() ? Optional.of(new AnsiFilter()) : Optional.empty();
        dressing = log.flatMap(_ -> format).map(f -> new Dressing(f, new Lines()));
        syslog = spec.syslog() ? Optional.of(new Lines()) : Optional.empty();
    }

    /**
     * The sink of a stream.
     *
     * @param program what JSON lines call the program
     * @param spec with a log that is a file or none; {@link AutoLogs} turns AUTO into a file
     * @param ledger where the bytes are counted
     */
    public static StreamSink of(
            ProcessName name,
            String program,
            LogStream stream,
            StreamSpec spec,
            OutputSpec.Format format,
            LogFiles files,
            TimeSource time,
            Taps taps,
            Ledger ledger) {
        Optional<LineFormat> lineFormat =
                format == OutputSpec.Format.RAW ? Optional.empty() : Optional.of(lines(format));
        return new StreamSink(name, program, stream, spec, lineFormat, files, time, taps, ledger);
    }

    private static LineFormat lines(OutputSpec.Format format) {
        return switch (format) {
            case RAW -> new LineFormat.Plain();
            case PERL -> new LineFormat.Perl();
            case PREFIXED -> new LineFormat.Prefixed();
            case JSON -> new LineFormat.Json();
        };
    }

    /**
     * From now on the daemon's own standard output gets all that is logged too, in whole lines. As long as somebody reads
     * it, however slowly, the child waits for it; if nobody does, what does not fit is dropped. Nothing is done if it is
     * the log already.
     */
    public void copyToStandardOutput(OutputSpec.Format format) {
        if (copy.isEmpty() && path().filter(Device::isStandardOutput).isEmpty()) {
            copy = Optional.of(new Copy(new Dressing(lines(format), new Lines()), files.openStandardOutput()));
        }
    }

    /** A child was launched: its log is made if it is not there, and its output carries this pid. */
    public void setPid(int newPid) {
        release();
        pid = newPid;
        log.ifPresent(LogFile::prepare);
    }

    /**
     * Takes what was read from the child.
     *
     * @param chunk consumed; its content may be used again as soon as this returns
     */
    public void accept(ByteBuffer chunk) {
        if (endsOnRelease) {
            release();
        }
        ledger.read(chunk.remaining());
        if (capture.isEmpty() && ansi.isEmpty()) {
            pass(chunk);
            return;
        }
        int end = chunk.limit();
        while (chunk.position() < end) {
            chunk.limit(Math.min(end, chunk.position() + Rotation.ONE_READ));
            filter(chunk);
        }
        chunk.limit(end);
    }

    /**
     * Whether the log is a terminal, FIFO or pipe whose reader falls behind. Then leave the child's pipe unread and ask
     * again some milliseconds later, so that the child waits, as it would for any slow reader, and nothing is dropped.
     * Always false for files.
     */
    public boolean isCongested() {
        return (log.isPresent() && log.get().isCongested())
                || (copy.isPresent() && copy.get().to().isCongestedAndRead());
    }

    /**
     * Whether short text directly after a capture is held back. Then call {@link #release} when {@link #LONGEST_HOLD} has
     * passed since it was accepted. Everything that is accepted later releases it too.
     */
    public boolean isHolding() {
        return capture.isPresent() && capture.get().isHolding();
    }

    /** Writes what is held back after a capture, and what else the end of the child's life left to be written. */
    public void release() {
        if (isHolding()) {
            uncapture(Capture::release);
        }
        if (endsOnRelease) {
            endsOnRelease = false;
            endOfLife();
        }
    }

    /** The child has gone and its pipe is empty: writes what was held back, or does so on {@link #release}. */
    public void endOfLife() {
        if (isHolding()) {
            endsOnRelease = true;
            return;
        }
        uncapture(Capture::end);
        ansi.ifPresent(AnsiFilter::reset);
        dressing.ifPresent(d -> writeLines(d, null));
        copy.ifPresent(c -> copyLines(c, null));
        syslog.ifPresent(lines -> lines.end(this::toSyslog));
    }

    /**
     * Writes a line of the supervisor itself to the child's log, as the Perl original does. Logs that hold the child's
     * bytes as they are (RAW) are left alone.
     */
    public void note(LogLevel level, String text) {
        dressing.ifPresent(d -> {
            ByteBuffer line = ByteBuffer.wrap(NativeText.bytes(text.strip()));
            line.limit(Math.min(line.limit(), Lines.LONGEST));
            ByteBuffer out = files.lineScratch();
            d.format().dress(origin("supervisor", level)).write(out, line, false);
            log.orElseThrow().append(out.flip());
        });
    }

    /**
     * Empties the log.
     *
     * @throws java.io.UncheckedIOException it cannot be emptied
     */
    public void clear() {
        log.ifPresent(LogFile::clear);
    }

    /** Which stream it is. */
    public LogStream stream() {
        return stream;
    }

    /** The log's place, if there is one. */
    public Optional<Path> path() {
        return log.map(LogFile::path);
    }

    /** Where the bytes of its stream went so far, in this life and in earlier ones. */
    public Account account() {
        return ledger.account();
    }

    /** The last lines the child wrote, logged or not: 10 at most, and 2 KiB. Without captured text. */
    public String lastWords() {
        return lastWords.text();
    }

    /** Why its log cannot be written at present, if so. */
    public Optional<String> trouble() {
        return log.flatMap(LogFile::trouble);
    }

    /** How many bytes are held back. */
    long pending() {
        return (long) dressing.map(d -> d.lines().pending()).orElse(0)
                + capture.map(Capture::pending).orElse(0);
    }

    /** There will be nothing more: writes what was held back after a capture and gives the log back. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
            ledger.closed(this);
            log.ifPresent(LogFile::release);
            copy.map(Copy::to).ifPresent(LogFile::release);
        }
    }

    private void uncapture(BiConsumer<Capture, ByteBuffer> letGo) {
        capture.ifPresent(c -> {
            ByteBuffer plain = files.filterScratch();
            int heldBefore = c.pending();
            letGo.accept(c, plain);
            ledger.removed(heldBefore - c.pending());
            passFiltered(plain.flip());
        });
    }

    private void filter(ByteBuffer chunk) {
        while (chunk.hasRemaining()) {
            ByteBuffer plain = files.filterScratch();
            int taken = chunk.remaining();
            Optional<byte[]> message = Optional.empty();
            if (capture.isPresent()) {
                int heldBefore = capture.get().pending();
                message = capture.get().filter(chunk, plain);
                taken += heldBefore - capture.get().pending() - chunk.remaining();
            } else {
                plain.put(chunk);
            }
            ledger.removed(taken);
            passFiltered(plain.flip());
            message.ifPresent(data -> taps.communication(name, pid, stream, data));
        }
    }

    private void passFiltered(ByteBuffer plain) {
        ansi.ifPresent(filter -> filter.strip(plain));
        ledger.removed(-plain.remaining());
        pass(plain);
    }

    private void pass(ByteBuffer text) {
        if (!text.hasRemaining()) {
            return;
        }
        int start = text.position();
        int end = text.limit();
        lastWords.hear(text);
        write(text);
        copy.ifPresent(c -> copyLines(c, text.duplicate().limit(end).position(start)));
        if (spec.eventsEnabled() || syslog.isPresent() || taps.wantsCopies()) {
            tell(text.limit(end).position(start));
        }
        text.limit(end).position(end);
    }

    private void write(ByteBuffer text) {
        if (log.isEmpty()) {
            ledger.removed(text.remaining());
        } else if (dressing.isPresent()) {
            writeLines(dressing.get(), text);
        } else {
            int offered = text.remaining();
            ledger.logged(offered, log.get().append(text, ledger.ifLost(offered)));
        }
    }

    private void tell(ByteBuffer text) {
        syslog.ifPresent(lines -> lines.accept(text.duplicate(), this::toSyslog));
        if (taps.wantsCopies()) {
            taps.copy(name, stream, Bytes.copy(text));
        }
        while (spec.eventsEnabled() && text.hasRemaining()) {
            byte[] data = new byte[Math.min(text.remaining(), LARGEST_EVENT)];
            text.get(data);
            taps.log(name, pid, stream, data);
        }
    }

    private void toSyslog(ByteBuffer line, int taken, boolean goesOn) {
        taps.syslog(name, stream, StandardCharsets.UTF_8.decode(line).toString());
    }

    /**
     * Dresses lines and writes as many at a time as the scratch buffer holds, each whole.
     *
     * @param text null: there will be no more, write the unfinished line
     */
    private void writeLines(Dressing d, ByteBuffer text) {
        batch(d, text, new Batch(d.format(), (out, taken) -> {
            int offered = out.remaining();
            boolean isWhole = log.orElseThrow().append(out, ledger.ifLost(taken)) == offered;
            ledger.logged(taken, isWhole ? taken : 0);
        }));
    }

    /** The same for standard output, which no ledger counts: the program's own log is what counts. */
    private void copyLines(Copy c, ByteBuffer text) {
        batch(c.dressing(), text, new Batch(c.dressing().format(), (out, _) -> c.to().append(out)));
    }

    private static void batch(Dressing d, ByteBuffer text, Batch batch) {
        if (text == null) {
            d.lines().end(batch::add);
        } else {
            d.lines().accept(text, batch::add);
        }
        batch.write();
    }

    /** The level at which the Perl original logs its lines. */
    private LogLevel level() {
        return stream == LogStream.STDOUT ? LogLevel.INFO : LogLevel.ERROR;
    }

    private LineFormat.Origin origin(String source, LogLevel level) {
        Instant now = time.now();
        return new LineFormat.Origin(name, program, pid, source, level, now);
    }

    /** Where lines go. */
    private interface Target {
        void write(ByteBuffer out, int taken);
    }

    /** Lines on their way to the log in one write. */
    private final class Batch {
        private final Target target;
        private final LineFormat format;
        private final LineFormat.Dress dress;
        private final ByteBuffer out;
        private int taken;

        Batch(LineFormat format, Target target) {
            this.format = format;
            this.target = target;
            this.dress = format.dress(origin(stream.word(), level()));
            this.out = files.lineScratch();
        }

        void add(ByteBuffer line, int bytes, boolean goesOn) {
            if (out.remaining() < format.mostBytes(line.remaining())) {
                write();
            }
            dress.write(out, line, goesOn);
            taken += bytes;
        }

        void write() {
            target.write(out.flip(), taken);
            taken = 0;
            out.clear();
        }
    }
}

package org.supervisor.server.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.supervisor.api.LogStream;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.TimeSource;

/**
 * One stream of one child, from its launch until the last process that has the stream open has ended: raw bytes in; log
 * file, events and copies out. Its {@link ByteCounts} outlive it. Confined to the event loop's
 * thread. Never throws for what the child wrote or the disk refused. The bytes go through a chain of stages, of which only
 * those exist that the stream needs:
 *
 * <pre>{@code
 * chunk -> CaptureFilter -> AnsiFilter -> FanOut -> RawLog, LineLog or NoLog
 *               |                                -> RecentOutput
 *               -> Taps: communication           -> StandardOutputCopy
 *                                                -> SyslogTap, CopyTap, EventTap, LineTap
 * }</pre>
 */
public final class StreamSink implements AutoCloseable {
    /** How long after it was read to {@link #release} what is held back after a capture. */
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

    private final ChildStream source;
    private final ByteCounts counts;
    private final Optional<LogFile> log;
    private final RecentOutput recentOutput = new RecentOutput();
    private final FanOut destinations;
    private final Stage first;
    private final Taps taps;
    private final OutputWatch watch;
    private final boolean needsAll; // somebody besides the log
    private final Optional<StagedStream> staged;
    private RawLog movedTo; // the log that gets what the child wrote as it is; null: some stage changes it
    private boolean closed;

    /**
     * The task of a sink.
     *
     * @param source whose output it is
     * @param spec with a log that is a file or none; {@link AutoLogs} turns AUTO into a file
     * @param format of the log
     * @param copy the format in which the daemon's own standard output gets all that is logged, if it is to get it; ignored
     *     where that is the log already
     */
    public record Plan(
            ChildStream source, StreamSpec spec, OutputSpec.Format format, Optional<OutputSpec.Format> copy) {}

    /**
     * Opens the log, but does not create it yet.
     *
     * @param counts where the bytes are counted
     */
    public StreamSink(Plan plan, LogFiles files, TimeSource time, Taps taps, ByteCounts counts) {
        this(plan, files, time, taps, counts, Optional.empty());
    }

    /**
     * The same. What is not logged as it was read gets into its log by way of a journal, if there is one.
     *
     * @param journal may know what the daemon before has left of the same stream: then it is gone on with
     */
    public StreamSink(
            Plan plan, LogFiles files, TimeSource time, Taps taps, ByteCounts counts, Optional<OutputJournal> journal) {
        this.source = plan.source();
        this.counts = counts;
        this.watch = taps.watch(source);
        this.log = open(plan, files);
        TimeSource clock = journal.map(OutputJournal::time).orElse(time);
        this.destinations = new FanOut(destinations(plan, files, clock, taps));
        this.first = filters(plan.spec(), files, taps, destinations);
        this.taps = taps;
        this.needsAll = plan.spec().eventsEnabled()
                || plan.spec().syslog()
                || plan.copy().isPresent();
        if (plan.spec().captureMaxBytes() > 0 || plan.spec().stripsAnsi()) {
            movedTo = null;
        }
        this.staged = movedTo == null ? journal.flatMap(used -> staged(used, plan)) : Optional.empty();
        counts.read(first.pending());
        counts.opened(first);
    }

    private Optional<StagedStream> staged(OutputJournal journal, Plan plan) {
        return plan.spec().log() instanceof StreamSpec.Log.File file
                ? log.map(used -> new StagedStream(journal, plan, file, used, first, counts))
                : Optional.empty();
    }

    private static Optional<LogFile> open(Plan plan, LogFiles files) {
        return switch (plan.spec().log()) {
            case StreamSpec.Log.None _ -> Optional.empty();
            case StreamSpec.Log.File(Path path, String _, long maxBytes, int backups) ->
                Optional.of(files.open(path, maxBytes, backups));
            case StreamSpec.Log.Auto _ ->
                throw new IllegalArgumentException(
                        "the " + plan.source().stream().word() + " log of "
                                + plan.source().name() + " has no name yet; ask AutoLogs for one");
        };
    }

    private List<Stage> destinations(Plan plan, LogFiles files, TimeSource time, Taps taps) {
        List<Stage> destinations = new ArrayList<>();
        destinations.add(logStage(plan.format(), files, time)); // first: the bytes are safe whatever else fails
        destinations.add(recentOutput);
        plan.copy()
                .filter(_ -> path().filter(Device::isStandardOutput).isEmpty())
                .map(LineFormat::of)
                .ifPresent(format -> destinations.add(new StandardOutputCopy(format, source, files, time)));
        if (plan.spec().syslog()) {
            destinations.add(new SyslogTap(source, taps));
        }
        destinations.add(new CopyTap(source, taps));
        if (plan.spec().eventsEnabled()) {
            destinations.add(new EventTap(source, taps));
        }
        if (!watch.equals(OutputWatch.NONE)) {
            destinations.add(new LineTap(watch));
        }
        return destinations;
    }

    private Stage logStage(OutputSpec.Format format, LogFiles files, TimeSource time) {
        if (log.isEmpty()) {
            return new NoLog(counts);
        }
        if (format != OutputSpec.Format.RAW) {
            return new LineLog(log.get(), counts, LineFormat.of(format), source, files, time);
        }
        movedTo = new RawLog(log.get(), counts);
        return movedTo;
    }

    private Stage filters(StreamSpec spec, LogFiles files, Taps taps, Stage destinations) {
        Stage plain = spec.stripsAnsi() ? new AnsiFilter(counts, destinations) : destinations;
        if (spec.captureMaxBytes() > 0) {
            return new CaptureFilter(
                    spec.captureMaxBytes(),
                    message -> taps.communication(source.name(), source.pid(), source.stream(), message),
                    files,
                    counts,
                    plain);
        }
        return spec.stripsAnsi() ? new CopyFilter(files, plain) : plain;
    }

    /** The child was launched: creates its log if it is not there. */
    public void prepare() {
        log.ifPresent(LogFile::prepare);
    }

    /**
     * Takes what was read from the child.
     *
     * @param chunk consumed; its content may be used again as soon as this returns
     */
    public void accept(ByteBuffer chunk) {
        try {
            pass(chunk);
        } finally {
            counts.keep();
            staged.ifPresent(StagedStream::save);
        }
    }

    private void pass(ByteBuffer chunk) {
        counts.read(chunk.remaining());
        watch.read();
        first.accept(chunk);
    }

    /**
     * Moves what is at the head of the child's pipe out of it before anybody has looked at it: to the log, or by way of the
     * journal. What has been moved is to be taken with {@link #acceptMoved}.
     *
     * @return how many bytes; 0: look at them or read them, if there are any; below 0: there are none now
     */
    public int moveFrom(PipeHead head) {
        if (staged.isPresent()) {
            return staged.get().move(head);
        }
        return movedTo != null ? movedTo.moveUnseen(head) : 0;
    }

    /**
     * Takes what has been moved.
     *
     * @param memory direct; room for all of it
     */
    public void acceptMoved(int count, ByteBuffer memory) {
        if (staged.isPresent()) {
            staged.get().acceptMoved(this::pass);
            return;
        }
        counts.read(count);
        watch.read();
        counts.logged(count, count);
        counts.keep();
        boolean isReadInFull = needsAll || taps.wantsCopies() || watch.wantsLines();
        ByteBuffer last = memory.clear().limit(isReadInFull ? count : Math.min(count, RecentOutput.MOST_BYTES + 1));
        if (movedTo.readMoved(last)) {
            destinations.acceptAfterFirst(last.flip());
        }
    }

    /** Does once more what the daemon before was killed at. */
    void again(Batch batch) throws IOException {
        if (staged.isPresent()) {
            staged.get().again(batch, this::pass);
        }
    }

    private void perform(Batch.Step step, Runnable work) {
        if (staged.isPresent()) {
            staged.get().perform(step, work);
        } else {
            work.run();
            counts.keep();
        }
    }

    /** Whether the log takes bytes out of the child's pipe, so that they are better looked at there than read. */
    public boolean takesMoves() {
        return movedTo != null && movedTo.takesMoves();
    }

    /**
     * Takes what was looked at in the child's pipe, if {@link #takesMoves}.
     *
     * @param chunk as for {@link #accept(ByteBuffer)}
     * @param head moves the same bytes; those that it has not moved when this returns are lost, so take them out
     */
    public void accept(ByteBuffer chunk, PipeHead head) {
        movedTo.from(head);
        try {
            accept(chunk);
        } finally {
            movedTo.from(PipeHead.NONE);
        }
    }

    /**
     * Whether the log is a terminal, FIFO or pipe whose reader falls behind. Then the caller should stop reading the
     * child's pipe and ask again some milliseconds later, so that the child waits, as it would for any slow reader, and
     * nothing is dropped. Always false for files.
     */
    public boolean isCongested() {
        return first.isCongested();
    }

    /**
     * Whether short text directly after a capture is held back. Then call {@link #release} when {@link #LONGEST_HOLD} has
     * passed since it was accepted. Everything that is accepted later releases it too.
     */
    public boolean isHolding() {
        return first.isHolding();
    }

    /** Writes what is held back after a capture, and everything else that remains after the end of the child. */
    public void release() {
        if (!closed) {
            perform(Batch.Step.RELEASE, first::release);
        }
    }

    /** The child has gone and its pipe is empty: writes what was held back, or does so on {@link #release}. */
    public void endOfLife() {
        perform(Batch.Step.END, first::end);
    }

    /** Which stream it is. */
    public LogStream stream() {
        return source.stream();
    }

    /** The log's path, if there is one. */
    public Optional<Path> path() {
        return log.map(LogFile::path);
    }

    /** Where the bytes of its stream went so far, since this launch and in earlier ones. */
    public Account account() {
        return counts.account();
    }

    /** The last lines the child wrote, logged or not: 10 at most, and 2 KiB. Without captured text. */
    public String recentOutput() {
        return recentOutput.text();
    }

    /** Why its log cannot be written at present, if so. */
    public Optional<String> trouble() {
        return log.flatMap(LogFile::trouble);
    }

    /** The stream has ended: writes what was held back after a capture and releases the log. */
    @Override
    public void close() {
        if (!closed) {
            release();
            closed = true;
            staged.ifPresent(StagedStream::release);
            counts.closed(first);
            first.close();
        }
    }

    /** Leaves the stream to the next daemon: what is held back stays so if that is written down, else it is logged. */
    public void leave() {
        if (!staged.map(StagedStream::isWrittenDown).orElse(false)) {
            endOfLife();
            close();
        } else if (!closed) {
            closed = true;
            counts.left(first);
            first.close();
        }
    }
}

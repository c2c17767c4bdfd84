package org.supervisor.server.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.supervisor.api.LogStream;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.output.Account;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.LogFile;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.process.History;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StreamSpec;

/**
 * What the engine keeps beside one supervised program: where its output goes, its live child, and the view that any
 * thread may read. Confined to the loop's thread, but for {@link #view}.
 */
final class ProcessEntry {
    private final ManagedProcess process;
    private final LogPlan logs;
    private final ByteCounts stdout = new ByteCounts();
    private final ByteCounts stderr;
    private final List<ChildIo> earlier = new ArrayList<>(0); // those that grandchildren keep open
    private ChildIo io = ChildIo.NONE;
    private Optional<LateLaunch> late = Optional.empty();
    private volatile ProcessView view;

    /**
     * A launch that could not be carried out yet, and why. It is over with the state that it belongs to.
     *
     * @param reason for people
     */
    private record LateLaunch(State.Launching launch, String reason) {}

    ProcessEntry(ManagedProcess process, LogPlan logs) {
        this.process = process;
        this.logs = logs;
        this.stderr = logs.output().redirectsStderr() ? stdout : new ByteCounts();
        publish();
    }

    ManagedProcess process() {
        return process;
    }

    LogPlan logs() {
        return logs;
    }

    /** Where the bytes of one of its streams are counted. */
    ByteCounts counts(LogStream stream) {
        return stream == LogStream.STDOUT ? stdout : stderr;
    }

    /** The streams that are counted, each by itself. */
    List<LogStream> countedStreams() {
        return logs.output().redirectsStderr() ? List.of(LogStream.STDOUT) : List.of(LogStream.values());
    }

    /** Where its output went so far, a stream each; stderr only if it has a pipe of its own. */
    List<StreamAccount> accounts() {
        return countedStreams().stream()
                .map(stream -> account(stream, stream == LogStream.STDOUT ? logs.stdout() : logs.stderr()))
                .toList();
    }

    /** Which of its logs cannot be written at present, and why, in words; empty: all can. */
    Optional<String> logTrouble() {
        return Stream.of(LogStream.values())
                .flatMap(stream -> trouble(stream).map(why -> stream.word() + " is not logged: " + why).stream())
                .reduce((one, other) -> one + "; " + other);
    }

    private Optional<String> trouble(LogStream stream) {
        return io.outputs().stream()
                .filter(OutputPipe::isOpen)
                .map(OutputPipe::sink)
                .filter(sink -> sink.stream() == stream)
                .flatMap(sink -> sink.trouble().stream())
                .findFirst();
    }

    private StreamAccount account(LogStream stream, Optional<Path> log) {
        Account bytes = counts(stream).account();
        return new StreamAccount(
                stream,
                log.map(NativeText::of),
                bytes.read(),
                bytes.written(),
                bytes.removed(),
                bytes.dropped(),
                bytes.pending(),
                trouble(stream));
    }

    /** The descriptors of its present or last child. */
    ChildIo io() {
        return io;
    }

    void io(ChildIo fresh) {
        io.makeWay();
        earlier.removeIf(closed -> !closed.isOpen());
        if (io.isOpen()) {
            earlier.add(io);
        }
        io = fresh;
    }

    /** Shows why the launch that was ordered has not been carried out yet. */
    void launchIsLate(State.Launching launch, String reason) {
        late = Optional.of(new LateLaunch(launch, reason));
        publish();
    }

    /** Why the launch that was ordered has not been carried out yet; empty: there is none, or nothing hinders it. */
    Optional<String> lateLaunch() {
        return late.filter(found -> found.launch().equals(process.state())).map(LateLaunch::reason);
    }

    /** What was last published. Any thread. */
    ProcessView view() {
        return view;
    }

    /** Publishes the present state. */
    void publish() {
        History history = process.history();
        view = new ProcessView(
                process.spec(),
                process.state().wire(),
                process.pid(),
                new ProcessView.LastRun(history.started(), history.stopped(), history.exit()),
                lateLaunch().orElse(history.spawnError()),
                logs.stdout(),
                logs.stderr());
    }

    /**
     * Empties the log files.
     *
     * @throws java.io.UncheckedIOException one cannot be emptied
     */
    void clearLogs(LogFiles files) {
        clear(files, logs.output().stdout());
        if (!logs.output().redirectsStderr()) {
            clear(files, logs.output().stderr());
        }
    }

    /** Creates missing log files, so that the log of a program that was started can always be read. */
    void createLogs(LogFiles files) {
        create(files, logs.output().stdout());
        if (!logs.output().redirectsStderr()) {
            create(files, logs.output().stderr());
        }
    }

    private static void create(LogFiles files, StreamSpec stream) {
        if (stream.log() instanceof StreamSpec.Log.File(Path path, String _, long _, int _) && !Files.exists(path)) {
            with(files, stream, LogFile::prepare);
        }
    }

    /** A log that was removed is created again, if there is a process that writes to it. */
    private void clear(LogFiles files, StreamSpec stream) {
        if (stream.log() instanceof StreamSpec.Log.File(Path path, String _, long _, int _)
                && (process.state() instanceof State.Alive || Files.exists(path))) {
            with(files, stream, LogFile::clear);
        }
    }

    private static void with(LogFiles files, StreamSpec stream, Consumer<LogFile> action) {
        if (stream.log() instanceof StreamSpec.Log.File(Path path, String _, long maxBytes, int backups)) {
            LogFile file = files.open(path, maxBytes, backups);
            try {
                action.accept(file);
            } finally {
                file.release();
            }
        }
    }

    /** Closes all descriptors, for good. */
    void retire() {
        earlier.forEach(ChildIo::close);
        earlier.clear();
        io.close();
    }
}

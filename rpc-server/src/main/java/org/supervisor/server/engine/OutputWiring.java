package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.supervisor.api.LogStream;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.OutputJournal;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.output.Taps;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.StreamSpec;

/** Connects the pipes of children with their logs and with further readers of their output. Loop's thread. */
final class OutputWiring implements AutoCloseable {
    private final ReadBuffer buffer;
    private final Set<OutputPipe> pipes = new HashSet<>();
    private final EventLoop loop;
    private final Kernel kernel;
    private final LogFiles files;
    private final Taps taps;
    private final Optional<OutputSpec.Format> copies;
    private final FailureLog failures;
    private final Optional<OutputJournal> journal;

    /**
     * Nothing is connected yet.
     *
     * @param copies how lines of all children are copied to standard output; empty: not at all
     * @param journal lets output outlive this daemon; empty: what was read and not logged is lost with it
     */
    OutputWiring(
            EventLoop loop,
            Kernel kernel,
            LogFiles files,
            Taps taps,
            Optional<OutputSpec.Format> copies,
            Optional<OutputJournal> journal,
            FailureLog failures) {
        this.loop = loop;
        this.kernel = kernel;
        this.buffer = new ReadBuffer(kernel);
        this.files = files;
        this.taps = taps;
        this.copies = copies;
        this.failures = failures;
        this.journal = journal;
    }

    /**
     * Connects a new child. If it throws, all descriptors to the child are closed.
     *
     * @param listener reads its stdout besides its log
     */
    ChildIo connect(ProcessEntry entry, SpawnResult.Spawned spawned, Optional<OutputListener> listener) {
        return connect(entry, spawned, listener, StreamSink::prepare);
    }

    /**
     * Connects a child that runs already. A log that cannot be opened does not end it: what it writes is dropped and
     * reported until the log can be opened again.
     *
     * @param listener reads its stdout besides its log
     */
    ChildIo reconnect(ProcessEntry entry, SpawnResult.Spawned found, Optional<OutputListener> listener) {
        return connect(entry, found, listener, _ -> {});
    }

    private ChildIo connect(
            ProcessEntry entry,
            SpawnResult.Spawned spawned,
            Optional<OutputListener> listener,
            Consumer<StreamSink> prepare) {
        List<OutputPipe> outputs = new ArrayList<>(2);
        try {
            if (spawned.stdoutFd() >= 0) { // one that was adopted may have closed it
                StreamSink sink = stdout(entry, spawned, listener);
                outputs.add(pipe(sink, prepare, spawned.stdoutFd(), listener));
            }
            if (spawned.stderrFd() >= 0) {
                outputs.add(pipe(stderr(entry, spawned), prepare, spawned.stderrFd(), Optional.empty()));
            }
            return new ChildIo(
                    List.copyOf(outputs), new ChildInput(kernel, spawned.pid(), spawned.stdinFd(), loop.poller()));
        } catch (Throwable failure) {
            disconnect(spawned, outputs);
            throw failure;
        }
    }

    private void disconnect(SpawnResult.Spawned spawned, List<OutputPipe> outputs) {
        failures.attempt(() -> outputs.forEach(OutputPipe::close));
        kernel.close(spawned.stdinFd());
        if (outputs.isEmpty()) {
            kernel.close(spawned.stdoutFd());
        }
        if (outputs.size() < 2) {
            kernel.close(spawned.stderrFd());
        }
    }

    /** What a listener writes is an answer: it is read at once, and neither searched for tokens nor published as events. */
    private StreamSink stdout(ProcessEntry entry, SpawnResult.Spawned spawned, Optional<OutputListener> listener) {
        StreamSpec spec = entry.logs().output().stdout();
        StreamSpec used =
                listener.isEmpty() ? spec : new StreamSpec(spec.log(), 0, false, spec.syslog(), spec.stripsAnsi());
        return sink(entry, spawned.pid(), LogStream.STDOUT, used, copies.filter(_ -> listener.isEmpty()));
    }

    private StreamSink stderr(ProcessEntry entry, SpawnResult.Spawned spawned) {
        return sink(
                entry, spawned.pid(), LogStream.STDERR, entry.logs().output().stderr(), copies);
    }

    private StreamSink sink(
            ProcessEntry entry, int pid, LogStream stream, StreamSpec streamSpec, Optional<OutputSpec.Format> copy) {
        ProcessSpec spec = entry.process().spec();
        StreamSink.Plan plan = new StreamSink.Plan(
                new ChildStream(spec.name(), spec.program(), pid, stream),
                streamSpec,
                spec.output().format(),
                copy);
        return new StreamSink(plan, files, kernel, taps, entry.counts(stream), journal);
    }

    private OutputPipe pipe(
            StreamSink sink, Consumer<StreamSink> prepare, int descriptor, Optional<OutputListener> listener) {
        try {
            prepare.accept(sink);
            OutputPipe pipe = new OutputPipe(kernel, descriptor, sink, listener, buffer, loop.output(), pipes::remove);
            pipes.add(pipe);
            return pipe;
        } catch (Throwable failure) {
            failures.attempt(sink::close);
            throw failure;
        }
    }

    /** Logs what the daemon before had read and not logged. To be called before any child is connected. */
    void recover() {
        journal.ifPresent(left -> left.recover(files));
    }

    /** All children of the daemon before are connected. */
    void endUnclaimed() {
        journal.ifPresent(left -> left.endUnclaimed(files));
    }

    /** Closes all pipes, and leaves what is held back to the next daemon. */
    void leave() {
        List.copyOf(pipes).forEach(pipe -> failures.attempt(pipe::leave));
    }

    /** All pipes are closed: removes the journal, or leaves it to the next daemon. */
    void endJournal(boolean leaves) {
        journal.ifPresent(leaves ? OutputJournal::leave : OutputJournal::delete);
    }

    /** Closes all pipes, also those that grandchildren hold. */
    @Override
    public void close() {
        List.copyOf(pipes).forEach(pipe -> failures.attempt(pipe::close));
    }
}

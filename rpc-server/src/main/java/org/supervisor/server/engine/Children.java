package org.supervisor.server.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.supervisor.api.LogStream;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.os.Descriptors;
import org.supervisor.server.os.Processes;
import org.supervisor.server.os.SpawnOrder;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.os.Spawner;
import org.supervisor.server.os.UnknownAccount;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.StreamSink;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.TimeSource;

/**
 * Turns programs into processes, connects their output, and notices their ends. All of it on the loop's thread but for the
 * spawning itself, which has a thread of its own.
 */
final class Children implements Launcher, AutoCloseable {
    /** Whether children do not notice that the daemon is gone: not before another daemon can take them over. */
    private static final boolean SURVIVE_DAEMON = false;

    private static final Duration DESCRIPTOR_PAUSE = Duration.ofSeconds(1);
    private static final int REPORTED_EVERY = 60;

    private final ReadBuffer buffer = new ReadBuffer();
    private final Set<OutputPipe> pipes = new HashSet<>();
    private final EventLoop loop;
    private final Spawner spawner;
    private final ExitWatch exits;
    private final LogFiles files;
    private final Listeners listeners;
    private final SharedSockets sockets;
    private final TimeSource time;
    private final Surroundings surroundings;
    private final Slots slots;
    private final Optional<OutputSpec.Format> copies;
    private final Consumer<String> warnings;
    private final Consumer<Throwable> onFailure;

    Children(
            EventLoop loop,
            Spawner spawner,
            ExitWatch exits,
            LogFiles files,
            Listeners listeners,
            SharedSockets sockets,
            TimeSource time,
            Surroundings surroundings,
            Slots slots,
            Optional<OutputSpec.Format> copies,
            Consumer<String> warnings,
            Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.spawner = spawner;
        this.exits = exits;
        this.files = files;
        this.listeners = listeners;
        this.sockets = sockets;
        this.time = time;
        this.surroundings = surroundings;
        this.slots = slots;
        this.copies = copies;
        this.warnings = warnings;
        this.onFailure = onFailure;
    }

    @Override
    public void launch(ManagedProcess process) {
        Preparation preparation;
        try {
            preparation = prepare(process);
        } catch (Throwable failure) {
            sockets.giveBack(process.name());
            throw failure;
        }
        switch (preparation) {
            case Order(SpawnOrder order) -> spawn(process, order, 1);
            case NoOrder(Refusal refusal) -> loop.execute(() -> process.on(new Event.LaunchRefused(refusal)));
        }
    }

    private void spawn(ManagedProcess process, SpawnOrder order, int attempt) {
        exits.launchOrdered();
        spawner.spawn(order, result -> loop.execute(() -> reported(process, order, attempt, result)));
    }

    @Override
    public void close() {
        List.copyOf(pipes).forEach(pipe -> attempt(pipe::close));
        spawner.close();
        exits.close();
        sockets.close();
    }

    private sealed interface Preparation {}

    private record Order(SpawnOrder order) implements Preparation {}

    private record NoOrder(Refusal refusal) implements Preparation {}

    private Preparation prepare(ManagedProcess process) {
        ProgramSpec spec = process.spec();
        return switch (surroundings.find(spec)) {
            case CommandFinder.Finding.Missing(Refusal refusal) -> new NoOrder(refusal);
            case CommandFinder.Finding.Found(Path executable) -> {
                Slot slot = slots.of(process);
                Optional<Refusal> unusableLog = slot.logs().problem();
                if (unusableLog.isPresent()) {
                    yield new NoOrder(unusableLog.get());
                }
                slot.createLogs(files);
                try {
                    yield new Order(order(spec, executable));
                } catch (UnknownAccount | IOException problem) {
                    yield new NoOrder(new Refusal(Refusal.Kind.OTHER, problem.getMessage()));
                }
            }
        };
    }

    private SpawnOrder order(ProgramSpec spec, Path executable) throws UnknownAccount, IOException {
        Optional<Account> account = spec.user().isEmpty() && spec.userGroup().isEmpty()
                ? Optional.empty()
                : Optional.of(Accounts.resolve(spec.user(), spec.userGroup()));
        return new SpawnOrder(
                spec.command().words(),
                NativeText.of(executable),
                surroundings.environmentOf(spec),
                surroundings.ownDirectoryOf(spec).map(NativeText::of),
                spec.umask(),
                spec.niceness(),
                account,
                spec.output().redirectsStderr(),
                SURVIVE_DAEMON,
                false,
                sockets.take(spec.name(), account));
    }

    /** Reaps children that have ended, also those that nobody here has started. */
    void reapAll() {
        exits.reapAll();
    }

    private void reported(ManagedProcess process, SpawnOrder order, int attempt, SpawnResult result) {
        try {
            arrived(process, order, attempt, result);
        } finally {
            exits.launchReported();
        }
    }

    private void arrived(ManagedProcess process, SpawnOrder order, int attempt, SpawnResult result) {
        switch (result) {
            case SpawnResult.Spawned spawned -> connect(process, spawned);
            case SpawnResult.Refused refused
            when refused.reason() == SpawnResult.Reason.TOO_MANY_FILES ->
                awaitDescriptors(process, order, attempt, refused);
            case SpawnResult.Refused refused -> refuse(process, refused);
        }
    }

    private void refuse(ManagedProcess process, SpawnResult.Refused refused) {
        sockets.giveBack(process.name());
        process.on(new Event.LaunchRefused(new Refusal(kind(refused.reason()), refused.message())));
    }

    /** That no descriptor is free is no failure of the program, and no attempt: it is launched as soon as there is one. */
    private void awaitDescriptors(ManagedProcess process, SpawnOrder order, int attempt, SpawnResult.Refused refused) {
        if (attempt % REPORTED_EVERY == 1) {
            warnings.accept(process.name() + " waits to be started until descriptors are free: " + refused.message()
                    + "; raise the limit on open files (minfds) if this goes on");
        }
        loop.at(time.nanos() + DESCRIPTOR_PAUSE.toNanos(), () -> {
            if (process.state() instanceof State.Launching) {
                spawn(process, order, attempt + 1);
            } else {
                refuse(process, refused); // stopped meanwhile
            }
        });
    }

    private static Refusal.Kind kind(SpawnResult.Reason reason) {
        return switch (reason) {
            case NO_FILE -> Refusal.Kind.NO_FILE;
            case NOT_EXECUTABLE, IS_DIRECTORY, NO_PERMISSION, BAD_FORMAT -> Refusal.Kind.NOT_EXECUTABLE;
            case NO_DIRECTORY, UNKNOWN_USER, TOO_MANY_FILES, TOO_MANY_PROCESSES, OTHER -> Refusal.Kind.OTHER;
        };
    }

    /** A child that cannot be connected is a launch that failed. */
    private void connect(ManagedProcess process, SpawnResult.Spawned spawned) {
        LiveChild child = new LiveChild(spawned.pid(), spawned.pidfd());
        List<OutputPipe> outputs = new ArrayList<>(2);
        try {
            connect(slots.of(process), spawned, child, outputs);
        } catch (Throwable failure) {
            onFailure.accept(failure);
            abandon(spawned, outputs);
            sockets.giveBack(process.name());
            process.on(new Event.LaunchRefused(Refusal.of(failure)));
            return;
        }
        process.on(new Event.Launched(child));
    }

    private void connect(Slot slot, SpawnResult.Spawned spawned, LiveChild child, List<OutputPipe> outputs) {
        outputs.add(stdout(slot, spawned.stdoutFd(), child));
        if (spawned.stderrFd() >= 0) {
            outputs.add(pipe(
                    slot,
                    LogStream.STDERR,
                    slot.logs().output().stderr(),
                    Optional.empty(),
                    spawned.stderrFd(),
                    child));
        }
        slot.io(new ChildIo(List.copyOf(outputs), new ChildInput(child.pid(), spawned.stdinFd(), loop.poller())));
        exits.watch(child, () -> exited(slot, child));
    }

    /** Ends a child that nobody watches. */
    private void abandon(SpawnResult.Spawned spawned, List<OutputPipe> outputs) {
        attempt(() -> outputs.forEach(OutputPipe::close));
        Descriptors.close(spawned.stdinFd());
        if (outputs.isEmpty()) {
            Descriptors.close(spawned.stdoutFd());
        }
        if (outputs.size() < 2) {
            Descriptors.close(spawned.stderrFd());
        }
        attempt(() -> Processes.signalGroup(spawned.pid(), Signal.KILL));
        attempt(() -> exits.abandon(new LiveChild(spawned.pid(), spawned.pidfd())));
    }

    private void attempt(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            onFailure.accept(failure);
        }
    }

    /** What a listener says is an answer: it is heard at once, and neither searched for tokens nor made into events. */
    private OutputPipe stdout(Slot slot, int descriptor, LiveChild child) {
        StreamSpec spec = slot.logs().output().stdout();
        Optional<OutputPipe.Ear> ear = listeners.ear(slot.process());
        StreamSpec heard =
                ear.isEmpty() ? spec : new StreamSpec(spec.log(), 0, false, spec.syslog(), spec.stripsAnsi());
        return pipe(slot, LogStream.STDOUT, heard, ear, descriptor, child);
    }

    private OutputPipe pipe(
            Slot slot,
            LogStream stream,
            StreamSpec streamSpec,
            Optional<OutputPipe.Ear> ear,
            int descriptor,
            LiveChild child) {
        ProgramSpec spec = slot.process().spec();
        StreamSink.Plan plan = new StreamSink.Plan(
                new ChildStream(spec.name(), spec.program(), child.pid(), stream),
                streamSpec,
                spec.output().format(),
                copies.filter(_ -> ear.isEmpty()));
        StreamSink sink = new StreamSink(plan, files, time, listeners, slot.counts(stream));
        sink.prepare();
        OutputPipe pipe = new OutputPipe(descriptor, sink, ear, buffer, loop.output(), pipes::remove);
        pipes.add(pipe);
        return pipe;
    }

    /** The child is a zombie: read its last words, then bury it, then tell. */
    private void exited(Slot slot, LiveChild child) {
        attempt(() -> slot.io().drain());
        attempt(() -> sockets.giveBack(slot.process().name()));
        attempt(() -> sweep(slot, child));
        slot.process().on(new Event.ChildExited(bury(child)));
    }

    private ExitStatus bury(LiveChild child) {
        try {
            return exits.bury(child);
        } catch (Throwable failure) {
            onFailure.accept(failure);
            return new ExitStatus.Lost();
        }
    }

    private static void sweep(Slot slot, LiveChild child) {
        if (slot.process().spec().stop().sweeps()
                && isBeingStopped(slot.process().state())) {
            // before the zombie is reaped its pid, and so the group's number, cannot belong to anybody else
            Processes.signalGroup(child.pid(), Signal.KILL);
        }
    }

    private static boolean isBeingStopped(State state) {
        return state instanceof State.Stopping || state instanceof State.Killing;
    }
}

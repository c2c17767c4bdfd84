package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.SpawnResult;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.History;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.survival.Memory;
import org.supervisor.server.survival.ProcessRecord;
import org.supervisor.server.survival.RecordedChild;
import org.supervisor.server.survival.StateJournal;

/**
 * Goes on where an earlier daemon was when it ended, whatever ended it: its children are connected again, what had ended
 * meanwhile is dealt with as if it ended now, what waited waits on, and what this daemon does not want is stopped. Loop's
 * thread.
 */
final class Resumption {
    private final Memory memory;
    private final boolean adopts;
    private final ProcessRegistry registry;
    private final Children children;
    private final Leftovers leftovers;
    private final Kernel kernel;
    private final MainLog log;
    private final List<ManagedProcess> endedMeanwhile = new ArrayList<>();
    private int adopted;

    Resumption(
            Memory memory,
            boolean adopts,
            ProcessRegistry registry,
            Children children,
            Leftovers leftovers,
            Kernel kernel,
            MainLog log) {
        this.memory = memory;
        this.adopts = adopts;
        this.registry = registry;
        this.children = children;
        this.leftovers = leftovers;
        this.kernel = kernel;
        this.log = log;
    }

    /** Connects all that is found. Nothing is launched or signalled yet, and nothing written down. */
    void find() {
        memory.processes().values().stream()
                .sorted(Comparator.comparing(ProcessRecord::name))
                .forEach(this::find);
    }

    private void find(ProcessRecord record) {
        Optional<ManagedProcess> process = registry.find(record.name().toString());
        Optional<Found> found = found(record);
        if (process.isEmpty()) {
            found.ifPresent(child -> leave(record, child));
        } else {
            resume(process.get(), record, found);
        }
    }

    /** A child that was found, and what it is known by. */
    private record Found(SpawnResult.Spawned child, ChildIdentity identity) {}

    private Optional<Found> found(ProcessRecord record) {
        State state = record.remembered().state();
        if (state instanceof State.Alive alive && alive.child() instanceof RecordedChild(ChildIdentity identity)) {
            return kernel.find(identity).map(child -> new Found(child, identity));
        }
        Long pipe = memory.launches().get(record.name());
        return pipe == null || !StateJournal.isLaunching(state)
                ? Optional.empty()
                : kernel.find(pipe).map(child -> new Found(child, kernel.identify(child)));
    }

    private void resume(ManagedProcess process, ProcessRecord record, Optional<Found> found) {
        Remembered before = record.remembered();
        if (before.goal() instanceof Goal.Down(StopOrigin.NeverStarted _, var _)) {
            return;
        }
        boolean takesOver = adopts && !record.isBound() && !StateNotes.isBoundToUs(registry, process);
        if (found.isPresent() && takesOver) {
            adopt(process, before, found.get());
            return;
        }
        found.ifPresent(child -> leave(record, child));
        if (found.isEmpty() && before.state() instanceof State.Alive) {
            process.resume(before, "its process has ended while no supervisor ran, " + gap());
            endedMeanwhile.add(process);
            return;
        }
        process.resume(before.with(withoutChild(before.state())), "no process of it was taken over, " + gap());
    }

    /** To be launched again, if it is wanted up. */
    private static State withoutChild(State state) {
        return switch (state) {
            case State.Alive _, State.Held _, State.Launching _, State.StopPending _ -> new State.Stopped();
            case State.Down _, State.Backoff _, State.RestartDelay _ -> state;
        };
    }

    private void adopt(ManagedProcess process, Remembered before, Found found) {
        LiveChild child = children.adopt(process, found.child(), found.identity());
        process.resume(with(process, before, child), "its process was found running, " + gap());
        adopted++;
        log.info("adopted: '" + process.name() + "' with pid " + child.pid());
        if (found.child().stdoutFd() < 0) {
            log.warn("the output of '" + process.name()
                    + "' cannot be read any more: it holds its pipe no longer, or we may" + " not look into /proc/"
                    + child.pid() + "/fd (CAP_SYS_PTRACE); restart it to have its output");
        }
        if (before.state() instanceof State.StopPending
                && before.goal() instanceof Goal.Down(StopOrigin.Request(String by), var _)) {
            process.on(new Event.StopRequested(by));
        }
    }

    private Remembered with(ManagedProcess process, Remembered before, LiveChild child) {
        return switch (before.state()) {
            case State.Alive alive -> before.with(alive.with(child));
            case State.Launching(int attempt, long since) -> {
                long upAt = since + process.spec().start().staysUp().toNanos();
                yield launched(before, new State.Starting(child, attempt, since, upAt));
            }
            case State.StopPending _ -> launched(before, new State.Running(child));
            case State.Down _, State.Held _, State.Backoff _, State.RestartDelay _ ->
                throw new IllegalStateException(process.name() + " has a child in " + before.state());
        };
    }

    private Remembered launched(Remembered before, State state) {
        History history =
                new History(Optional.of(kernel.now()), before.history().stopped(), Optional.empty(), "");
        return new Remembered(state, before.goal(), history, before.earlyExits(), before.launchedAtNanos());
    }

    private void leave(ProcessRecord record, Found found) {
        kernel.close(found.child().stdoutFd());
        kernel.close(found.child().stderrFd());
        leftovers.add(
                record,
                new LiveChild(kernel, found.child().pid(), found.child().pidfd(), true, Optional.of(found.identity())));
    }

    /** What ended while nobody watched ends now, for all that is decided from it. */
    void endWhatHasEnded() {
        if (memory.lastNote().isPresent()) {
            log.info("took over from an earlier supervisor: " + adopted + " adopted, " + endedMeanwhile.size()
                    + " ended meanwhile; " + gap());
        }
        endedMeanwhile.forEach(process -> process.on(new Event.ChildExited(new ExitStatus.Lost())));
        endedMeanwhile.clear();
    }

    private String gap() {
        Instant last = memory.lastNote().orElseGet(kernel::now);
        Duration since = Duration.between(last, kernel.now());
        return "the last note of that supervisor is of " + last.truncatedTo(ChronoUnit.SECONDS) + ", "
                + Causes.seconds(since.isNegative() ? Duration.ZERO : since) + " ago";
    }
}

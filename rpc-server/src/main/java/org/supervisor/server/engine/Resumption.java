package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.Takeover;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.History;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.Readiness;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.survival.Memory;
import org.supervisor.server.survival.ProcessRecord;
import org.supervisor.server.survival.SpecFingerprint;

/**
 * Goes on where an earlier daemon was when it ended, whatever ended it: its children are connected again, what had ended
 * meanwhile is dealt with as if it ended now, what waited waits on, and what this daemon does not want is stopped. Loop's
 * thread.
 */
final class Resumption {
    private final Memory memory;
    private final boolean adopts;
    private final ProcessRegistry registry;
    private final Adoption adoption;
    private final TimeSource time;
    private final FailureLog failures;
    private final List<ManagedProcess> endedMeanwhile = new ArrayList<>();
    private int adopted;
    private int left;

    Resumption(
            Memory memory,
            boolean adopts,
            ProcessRegistry registry,
            Adoption adoption,
            TimeSource time,
            FailureLog failures) {
        this.memory = memory;
        this.adopts = adopts;
        this.registry = registry;
        this.adoption = adoption;
        this.time = time;
        this.failures = failures;
    }

    /** Connects all that is found. Nothing is launched or signalled yet, and nothing written down. */
    void find() {
        memory.leftovers().values().forEach(record -> failures.attempt(() -> findLeftover(record)));
        memory.processes().values().stream()
                .sorted(Comparator.comparing(ProcessRecord::name))
                .forEach(this::find);
    }

    /** It was being stopped already. */
    private void findLeftover(ProcessRecord record) {
        adoption.find(record, Map.of())
                .ifPresent(child -> leave(registry.find(record.name().toString()), record, child));
    }

    private void leave(Optional<ManagedProcess> process, ProcessRecord record, Adoption.Found found) {
        adoption.leave(process, record, found);
        left++;
    }

    /** A process about which nothing can be found out is not started: it might run twice. */
    private void find(ProcessRecord record) {
        Optional<ManagedProcess> process = registry.find(record.name().toString());
        try {
            Optional<Adoption.Found> found = adoption.find(record, memory.launches());
            if (process.isPresent()) {
                resume(process.get(), record, found);
            } else {
                found.ifPresent(child -> leave(process, record, child));
            }
        } catch (Throwable failure) {
            failures.report(record.name().toString(), failure);
            process.ifPresent(known -> known.resume(
                    record.remembered()
                            .with(new State.Fatal(
                                    "it cannot be found out whether it still runs: " + FailureReason.of(failure))),
                    "it could not be taken over"));
        }
    }

    private void resume(ManagedProcess process, ProcessRecord record, Optional<Adoption.Found> found) {
        Remembered before = record.remembered();
        if (before.goal() instanceof Goal.Down(StopOrigin.NeverStarted _, var _)) {
            process.resume(before, "");
            return;
        }
        if (found.isPresent() && adopts && adoption.canGoOn(process)) {
            adopt(process, record, found.get());
            return;
        }
        found.ifPresentOrElse(
                child -> leave(Optional.of(process), record, child),
                () -> adoption.connectRemains(process, record, memory.launches()));
        if (found.isEmpty() && before.state() instanceof State.Alive) {
            process.resume(before, "its process has ended while no supervisor ran, " + gap());
            endedMeanwhile.add(process);
        } else {
            State state = withoutChild(process, before);
            String how = state.equals(before.state()) ? "" : "no process of it was taken over, " + gap();
            process.resume(before.with(state), how);
        }
    }

    /** To be launched again, if it is wanted up. So is what was not started again because that supervisor had begun to end. */
    private static State withoutChild(ManagedProcess process, Remembered before) {
        return switch (before.state()) {
            case State.Alive _, State.Held _, State.Launching _, State.StopPending _ -> new State.Stopped();
            case State.Exited(ExitStatus status, boolean _)
            when before.goal() instanceof Goal.Up && process.spec().restart().restartsAfter(status) ->
                new State.Stopped();
            case State.Down down -> down;
            case State.Backoff backoff -> backoff;
            case State.RestartDelay delay -> delay;
        };
    }

    private void adopt(ManagedProcess process, ProcessRecord record, Adoption.Found found) {
        Remembered before = record.remembered();
        Optional<LiveChild> child = adoption.adopt(process, record, found);
        if (child.isEmpty()) {
            left++;
            process.resume(
                    before.with(withoutChild(process, before)),
                    "its process could not be connected, see the main log, and is stopped; " + gap());
            return;
        }
        adopted++;
        boolean isOutdated = before.isOutdated() || record.fingerprint() != SpecFingerprint.of(process.spec());
        process.resume(
                with(process, before, child.get()).outdated(isOutdated),
                "its process was found running, " + gap()
                        + (isOutdated ? "; its section has changed since it was launched: update restarts it" : ""));
        if (before.state() instanceof State.StopPending
                && before.goal() instanceof Goal.Down(StopOrigin.Request(String by), var _)) {
            process.on(new Event.StopRequested(by));
        }
    }

    /** What is being stopped though it is wanted up is so because that supervisor had begun to end. */
    private Remembered with(ManagedProcess process, Remembered before, LiveChild child) {
        boolean isWantedUp = before.goal() instanceof Goal.Up;
        return switch (before.state()) {
            case State.Stopping stopping
            when isWantedUp -> before.with(stopping.with(child)).restarting();
            case State.Killing killing
            when isWantedUp -> before.with(killing.with(child)).restarting();
            case State.Alive alive -> before.with(alive.with(child));
            case State.Launching(int attempt, long since) -> {
                long upAt = since + process.spec().start().staysUp().toNanos();
                yield launched(
                        before,
                        new State.Starting(child, attempt, since, upAt, Readiness.of(process.spec(), time.nanos())));
            }
            case State.StopPending _ -> launched(before, new State.Running(child));
            case State.Down _, State.Held _, State.Backoff _, State.RestartDelay _ ->
                throw new IllegalStateException(process.name() + " has a child in " + before.state());
        };
    }

    private Remembered launched(Remembered before, State state) {
        History history = new History(Optional.of(time.now()), before.history().stopped(), Optional.empty(), "");
        return new Remembered(
                state, before.goal(), history, before.earlyExits(), before.launchedAtNanos(), false, false);
    }

    /** What was found; empty: there was no earlier supervisor. */
    Optional<Takeover> takeover() {
        return memory.lastNote().map(last -> new Takeover(time.now(), last, adopted, endedMeanwhile.size(), left));
    }

    /** What ended while nobody watched ends now, for all that is decided from it. */
    void endWhatHasEnded() {
        endedMeanwhile.forEach(process -> process.on(new Event.ChildExited(new ExitStatus.Lost())));
        endedMeanwhile.clear();
    }

    /** What was held is looked at again: what it waits for may have come meanwhile. */
    void release() {
        registry.processes().stream()
                .filter(process -> process.state() instanceof State.Held)
                .toList()
                .forEach(process -> process.on(new Event.Released()));
    }

    private String gap() {
        Instant last = memory.lastNote().orElseGet(time::now);
        Duration since = Duration.between(last, time.now());
        return "the last note of that supervisor is of " + last.truncatedTo(ChronoUnit.SECONDS) + ", "
                + Causes.seconds(since.isNegative() ? Duration.ZERO : since) + " ago";
    }
}

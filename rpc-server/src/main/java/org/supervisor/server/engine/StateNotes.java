package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.StopSequence;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.Transition;
import org.supervisor.server.survival.JournalContent;
import org.supervisor.server.survival.ProcessRecord;
import org.supervisor.server.survival.RecordedChild;
import org.supervisor.server.survival.SpecFingerprint;
import org.supervisor.server.survival.StateJournal;

/** Writes the state of each process to the journal, so that the next daemon can go on with it. Loop's thread. */
final class StateNotes implements Aspect {
    private final ProcessRegistry registry;
    private final ProcessEntries entries;
    private final TransitionHistory history;
    private final Leftovers leftovers;
    private final boolean adopts;
    private final Map<ManagedProcess, Long> fingerprints = new HashMap<>();
    private Optional<StateJournal> journal = Optional.empty();

    /**
     * Without a journal yet.
     *
     * @param adopts whether the next daemon is to take programs over; otherwise it stops them
     */
    StateNotes(
            ProcessRegistry registry,
            ProcessEntries entries,
            TransitionHistory history,
            Leftovers leftovers,
            boolean adopts) {
        this.registry = registry;
        this.entries = entries;
        this.history = history;
        this.leftovers = leftovers;
        this.adopts = adopts;
    }

    /** What an earlier supervisor has seen of the processes goes on in what we see of them. */
    void restore(Map<ProcessName, List<HistoryEntry>> seen) {
        seen.forEach((name, oldestFirst) ->
                registry.find(name.toString()).ifPresent(process -> history.restore(process, oldestFirst)));
    }

    /** Writes to this journal from now on. */
    void begin(StateJournal fresh) {
        journal = Optional.of(fresh);
        history.begin(fresh);
    }

    /** What the journal has to hold now. */
    JournalContent content() {
        return new JournalContent(records(), leftovers.records(), history.all());
    }

    /**
     * Children survive the death of this daemon if the next one is to have them. One that is bound to this process does
     * not: it survives an upgrade alone.
     */
    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        journal.ifPresent(notes ->
                plan.recorded(pipe -> notes.launching(process.name(), pipe), adopts && !isBound(registry, process)));
    }

    @Override
    public void changed(Transition transition) {
        if (transition.isLast()) {
            journal.ifPresent(notes -> record(transition.process()).ifPresent(notes::write));
        }
    }

    @Override
    public void wanted(ManagedProcess process) {
        journal.ifPresent(notes -> record(process).ifPresent(notes::write));
    }

    @Override
    public void added(ProcessGroup group) {
        journal.ifPresent(notes -> group.processes().stream()
                .filter(StateNotes::isWorthRecording)
                .flatMap(process -> record(process).stream())
                .forEach(notes::write));
    }

    @Override
    public void removed(ProcessGroup group) {
        journal.ifPresent(notes -> group.processes().forEach(process -> notes.removed(process.name())));
        group.processes().forEach(fingerprints::remove);
    }

    private List<ProcessRecord> records() {
        return registry.processes().stream()
                .filter(StateNotes::isWorthRecording)
                .flatMap(process -> record(process).stream())
                .toList();
    }

    /** Of one that was never started only the time since when it has been known matters, if something can have been missed. */
    private static boolean isWorthRecording(ManagedProcess process) {
        return !(process.goal() instanceof Goal.Down(StopOrigin.NeverStarted _, var _))
                || process.spec().aspect(Schedule.class).isPresent();
    }

    private Optional<ProcessRecord> record(ManagedProcess process) {
        Remembered now = process.remembered();
        Optional<State> state = now.state() instanceof State.Alive alive
                ? identity(alive.child()).map(child -> alive.with(new RecordedChild(child)))
                : Optional.of(now.state());
        return state.map(written -> new ProcessRecord(
                process.name(),
                isBound(registry, process),
                fingerprint(process),
                process.spec().stop(),
                process.spec().aspect(StopSequence.class),
                autoLogs(process),
                now.with(written)));
    }

    private long fingerprint(ManagedProcess process) {
        return fingerprints.computeIfAbsent(process, known -> SpecFingerprint.of(known.spec()));
    }

    private Map<LogStream, Path> autoLogs(ManagedProcess process) {
        OutputSpec output = process.spec().output();
        Map<LogStream, Path> chosen = new EnumMap<>(LogStream.class);
        if (output.stdout().log() instanceof StreamSpec.Log.Auto) {
            entries.of(process).logs().stdout().ifPresent(path -> chosen.put(LogStream.STDOUT, path));
        }
        if (output.stderr().log() instanceof StreamSpec.Log.Auto) {
            entries.of(process).logs().stderr().ifPresent(path -> chosen.put(LogStream.STDERR, path));
        }
        return chosen;
    }

    private static Optional<ChildIdentity> identity(Child child) {
        return switch (child) {
            case LiveChild live -> live.identity();
            case RecordedChild(ChildIdentity identity) -> Optional.of(identity);
            default -> Optional.empty();
        };
    }

    /** Whether a process needs what this daemon alone has: the conversation with an event listener. */
    static boolean isBound(ProcessRegistry registry, ManagedProcess process) {
        return registry.group(process.name().group())
                .filter(group -> group.spec().kind() instanceof ProgramSpec.Kind.Listener)
                .isPresent();
    }
}

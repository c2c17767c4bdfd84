package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;
import org.supervisor.server.survival.StateJournal;

/** Records the last transitions of each process and their causes, for {@code explain}. Loop's thread. */
final class TransitionHistory implements Aspect {
    private final Map<ManagedProcess, RecentTransitions> recent = new HashMap<>();
    private final ProcessEntries entries;
    private final TimeSource time;
    private Optional<StateJournal> journal = Optional.empty();

    /**
     * Nothing has happened yet.
     *
     * @param entries where the last lines of a child are found
     */
    TransitionHistory(ProcessEntries entries, TimeSource time) {
        this.entries = entries;
        this.time = time;
    }

    /** Writes what happens to this journal from now on. */
    void begin(StateJournal fresh) {
        journal = Optional.of(fresh);
    }

    /** Takes over what an earlier supervisor has seen of a process. */
    void restore(ManagedProcess process, List<HistoryEntry> oldestFirst) {
        RecentTransitions known = recent.computeIfAbsent(process, _ -> new RecentTransitions());
        oldestFirst.forEach(entry -> known.add(RecentTransitions.Entry.of(entry)));
    }

    /** What happened to each process, oldest first. */
    Map<ProcessName, List<HistoryEntry>> all() {
        return recent.entrySet().stream()
                .collect(Collectors.toMap(
                        known -> known.getKey().name(),
                        known -> known.getValue().newestFirst().reversed()));
    }

    @Override
    public void changed(Transition transition) {
        if (transition.cause() instanceof Event.DeadlineMoved
                || (transition.cause() instanceof Event.Resumed(String how) && how.isEmpty())) {
            return; // nothing has happened to it
        }
        add(transition.process(), entry(transition));
    }

    /** Records something done to a process that does not change its state. */
    void note(ManagedProcess process, String what) {
        ProcessState state = process.state().wire();
        add(process, new RecentTransitions.Entry(time.now(), state, state, () -> what, "", ""));
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        RecentTransitions known = recent.get(process);
        if (known != null) {
            facts.addTransitions(known.newestFirst());
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(recent::remove);
    }

    private void add(ManagedProcess process, RecentTransitions.Entry entry) {
        recent.computeIfAbsent(process, _ -> new RecentTransitions()).add(entry);
        journal.ifPresent(notes -> notes.happened(process.name(), entry.published()));
    }

    private RecentTransitions.Entry entry(Transition transition) {
        State from = transition.from();
        State to = transition.to();
        Event cause = transition.cause();
        boolean isSurprise =
                cause instanceof Event.ChildExited && (from instanceof State.Starting || from instanceof State.Running);
        ChildIo io = entries.of(transition.process()).io();
        return new RecentTransitions.Entry(
                time.now(),
                from.wire(),
                to.wire(),
                () -> Causes.of(cause, to),
                isSurprise ? io.recentOutput(LogStream.STDOUT) : "",
                isSurprise ? io.recentOutput(LogStream.STDERR) : "");
    }
}

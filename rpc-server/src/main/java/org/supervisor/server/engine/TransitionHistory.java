package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.Map;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/** Records the last transitions of each process and their causes, for {@code explain}. Loop's thread. */
final class TransitionHistory implements Aspect {
    private final Map<ManagedProcess, RecentTransitions> recent = new HashMap<>();
    private final ProcessEntries entries;
    private final TimeSource time;

    /**
     * Nothing has happened yet.
     *
     * @param entries where the last lines of a child are found
     */
    TransitionHistory(ProcessEntries entries, TimeSource time) {
        this.entries = entries;
        this.time = time;
    }

    @Override
    public void changed(Transition transition) {
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

package org.supervisor.server.engine;

import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Transition;

/** Publishes the view of a process, for readers on any thread. Loop's thread. */
final class Views implements Aspect {
    private final ProcessEntries entries;

    Views(ProcessEntries entries) {
        this.entries = entries;
    }

    @Override
    public void changed(Transition transition) {
        entries.of(transition.process()).publish();
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        entries.of(process).lateLaunch().ifPresent(reason -> facts.add("launch", reason));
    }
}

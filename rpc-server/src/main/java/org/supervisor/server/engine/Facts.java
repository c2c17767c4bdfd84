package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.supervisor.api.Passage;
import org.supervisor.api.StreamAccount;

/** What the aspects report of one process, for those who ask. */
final class Facts {
    private final List<Passage> transitions = new ArrayList<>();
    private final List<StreamAccount> streams = new ArrayList<>(2);

    /** Adds what happened to it lately, newest first. */
    void addTransitions(List<Passage> newestFirst) {
        transitions.addAll(newestFirst);
    }

    /** Adds where its output went. */
    void addStreams(List<StreamAccount> accounts) {
        streams.addAll(accounts);
    }

    List<Passage> transitions() {
        return transitions;
    }

    List<StreamAccount> streams() {
        return streams;
    }
}

package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.StreamAccount;

/** What the aspects report of one process. */
@API(status = API.Status.EXPERIMENTAL)
public final class Facts {
    private final List<HistoryEntry> transitions = new ArrayList<>();
    private final List<StreamAccount> streams = new ArrayList<>(2);

    /** Adds what happened to it lately, newest first. */
    public void addTransitions(List<HistoryEntry> newestFirst) {
        transitions.addAll(newestFirst);
    }

    /** Adds where its output went. */
    public void addStreams(List<StreamAccount> accounts) {
        streams.addAll(accounts);
    }

    List<HistoryEntry> transitions() {
        return transitions;
    }

    List<StreamAccount> streams() {
        return streams;
    }
}

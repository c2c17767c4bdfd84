package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.StreamAccount;

/** What the aspects report of one process. */
@API(status = API.Status.EXPERIMENTAL)
public final class Facts {
    private final List<HistoryEntry> transitions = new ArrayList<>();
    private final List<StreamAccount> streams = new ArrayList<>(2);
    private final Map<String, Object> others = new LinkedHashMap<>();

    /** Adds what happened to it lately, newest first. */
    public void addTransitions(List<HistoryEntry> newestFirst) {
        transitions.addAll(newestFirst);
    }

    /** Adds where its output went. */
    public void addStreams(List<StreamAccount> accounts) {
        streams.addAll(accounts);
    }

    /**
     * Adds something that only this aspect knows of it.
     *
     * @param name a word in lower case, with underscores; the same key that configures it where there is one
     * @param value a String, Integer, Double, Boolean, a List or a Map with String keys of such values
     */
    public void add(String name, Object value) {
        others.put(name, value);
    }

    Map<String, Object> others() {
        return others;
    }

    List<HistoryEntry> transitions() {
        return transitions;
    }

    List<StreamAccount> streams() {
        return streams;
    }
}

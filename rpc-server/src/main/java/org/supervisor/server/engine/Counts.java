package org.supervisor.server.engine;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.supervisor.api.EventType;
import org.supervisor.server.process.ProcessName;

/**
 * What is counted of the daemon and its processes. The futures complete on the loop's thread. Counters begin with the supervisor,
 * those of a process with the activation of its group, those of output with the first daemon that knew it.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Counts {
    /** Those of the daemon itself. A caller with a right to some programs only is shown the pools of these. */
    CompletableFuture<Daemon> daemon();

    /**
     * Those of these processes; of unknown ones, and of others than the caller's, nothing.
     *
     * @param names a few dozen at most: meanwhile the loop does nothing else
     */
    CompletableFuture<List<ProcessCounts>> processes(List<ProcessName> names);

    /**
     * Counters of the daemon.
     *
     * @param turns how long the loop has worked between two waits, for each of its turns
     * @param events how many were published, by type; without those of which there was none
     * @param pools by the name of the group
     */
    record Daemon(Durations.Counted turns, Map<EventType, Long> events, Map<String, Pool> pools) {}

    /**
     * Counters of a pool of event listeners.
     *
     * @param accepted events that matched the subscription
     * @param processed events whose result was accepted
     * @param rejected times an event came back, for whatever reason
     * @param discarded events lost because too many waited
     * @param waiting events that wait now
     * @param capacity how many may wait
     */
    record Pool(long accepted, long processed, long rejected, long discarded, int waiting, int capacity) {}
}

package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;

/**
 * Reads what the loop and what is on it have counted. Any thread.
 *
 * @param requests brings questions to the loop
 * @param sources where the counters are; loop's thread
 */
record LoopCounts(LoopRequests requests, Sources sources) implements Counts {
    /**
     * Where the counters are.
     *
     * @param healthOf whether a process is healthy; empty: not known
     */
    record Sources(
            EventLoop loop,
            ProcessEntries entries,
            RunCounts runs,
            Function<ManagedProcess, Optional<Boolean>> healthOf,
            EventListeners listeners) {}

    @Override
    public CompletableFuture<Daemon> daemon() {
        return requests.ask(() -> {
            Rights rights = Rights.current();
            Map<String, Pool> pools = new HashMap<>(sources.listeners().counts());
            pools.keySet().removeIf(group -> !rights.coverSome(group));
            return new Daemon(
                    sources.loop().turnTimes().counted(), sources.listeners().published(), pools);
        });
    }

    @Override
    public CompletableFuture<List<ProcessCounts>> processes(List<ProcessName> names) {
        return requests.ask(() -> Rights.current().only(names, Function.identity()).stream()
                .flatMap(name -> sources.entries().find(name).stream())
                .map(this::of)
                .toList());
    }

    private ProcessCounts of(ProcessEntry entry) {
        ManagedProcess process = entry.process();
        return new ProcessCounts(
                process.name(),
                process.goal() instanceof Goal.Up,
                sources.healthOf().apply(process),
                sources.runs().of(process),
                entry.accounts());
    }
}

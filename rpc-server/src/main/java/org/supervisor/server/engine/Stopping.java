package org.supervisor.server.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.supervisor.server.output.Level;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.TimeSource;

/**
 * Stops everything, all at once and highest priority first; only the event listeners, who want to hear of it, are stopped
 * when the others have gone. Confined to the loop's thread.
 */
final class Stopping {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(3);

    private final ProcessRegistry registry;
    private final Requests requests;
    private final EventLoop loop;
    private final MainLog log;
    private final TimeSource time;

    Stopping(ProcessRegistry registry, Requests requests, EventLoop loop, MainLog log, TimeSource time) {
        this.registry = registry;
        this.requests = requests;
        this.loop = loop;
        this.log = log;
        this.time = time;
    }

    /** Begins; completes when the last process is gone. */
    CompletableFuture<Void> everything() {
        String by = Asker.named();
        report();
        return stop(members(false), by).thenCompose(_ -> stop(members(true), by));
    }

    /** Leaves grace out: KILL to whatever is left. */
    void hasten() {
        List.copyOf(registry.processes()).forEach(process -> process.on(new Event.KillRequested("a second signal")));
    }

    private List<ManagedProcess> members(boolean listeners) {
        return registry.byPriority().reversed().stream()
                .filter(group -> group.spec().kind() instanceof GroupSpec.Kind.Listener == listeners)
                .map(ProcessGroup::byPriority)
                .flatMap(members -> members.reversed().stream())
                .toList();
    }

    private CompletableFuture<Void> stop(List<ManagedProcess> processes, String by) {
        processes.forEach(process -> process.on(new Event.ShutdownBegan(by)));
        return CompletableFuture.allOf(
                processes.stream().map(requests::whenDown).toArray(CompletableFuture<?>[]::new));
    }

    private void report() {
        String left = registry.processes().stream()
                .filter(process -> !Requests.isDown(process))
                .map(process -> process.name().process())
                .sorted()
                .collect(Collectors.joining(", "));
        if (!left.isEmpty()) {
            log.log(Level.INFO, "waiting for " + left + " to die");
            loop.at(time.nanos() + REPORT_EVERY.toNanos(), this::report);
        }
    }
}

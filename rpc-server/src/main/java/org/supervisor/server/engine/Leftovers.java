package org.supervisor.server.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.StopSequence;
import org.supervisor.server.survival.ProcessRecord;
import org.supervisor.server.survival.StateJournal;

/**
 * Processes of an earlier daemon that this one does not take over. Each is stopped by the rule that it had there, and no
 * process of its group is launched before it is gone: they may share a socket. Loop's thread.
 */
final class Leftovers implements Aspect, AutoCloseable {
    private final Map<ProcessName, Leftover> left = new HashMap<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private final ProcessRegistry registry;
    private final ExitWatch exits;
    private final EventLoop loop;
    private final MainLog log;
    private final FailureLog failures;

    Leftovers(ProcessRegistry registry, ExitWatch exits, EventLoop loop, MainLog log, FailureLog failures) {
        this.registry = registry;
        this.exits = exits;
        this.loop = loop;
        this.log = log;
        this.failures = failures;
    }

    private record Leftover(ProcessRecord record, LiveChild child) {}

    /** Keeps its name from being used until {@link #stopAll} has ended it. */
    void add(ProcessRecord record, LiveChild child) {
        left.put(record.name(), new Leftover(record, child));
    }

    /** Those that still run. */
    Collection<ProcessRecord> records() {
        return left.values().stream().map(Leftover::record).toList();
    }

    /** Begins to stop all of them. */
    void stopAll(StateJournal journal) {
        List.copyOf(left.values()).forEach(leftover -> failures.attempt(() -> stop(leftover, journal)));
    }

    private void stop(Leftover leftover, StateJournal journal) {
        log.info("stopping: '" + leftover.record().name() + "' with pid "
                + leftover.child().pid() + ", which an earlier supervisor has launched");
        exits.watch(leftover.child(), () -> ended(leftover, journal));
        stop(leftover, 1);
    }

    private void stop(Leftover leftover, int sent) {
        int last = leftover.record().stop().attempts();
        StopSequence.Step step = leftover.record().signal(Math.min(sent, last));
        if (sent > last) {
            kill(leftover);
        } else {
            leftover.child().signal(step.signal(), leftover.record().stop().asGroup());
        }
        loop.after(step.grace(), () -> {
            if (left.containsValue(leftover)) {
                stop(leftover, sent + 1);
            }
        });
    }

    private void kill(Leftover leftover) {
        log.warn("killing '" + leftover.record().name() + "' ("
                + leftover.child().pid() + ") with SIGKILL");
        leftover.child().signal(Signal.KILL, leftover.record().stop().killsGroup());
    }

    /**
     * Completes when all have ended, or the longest grace and the time that KILL may take are over. Whoever asks wants nothing
     * else than their end.
     */
    CompletableFuture<Void> whenGone() {
        if (!left.isEmpty()) {
            log.info("waiting for "
                    + left.values().stream()
                            .map(leftover -> "'" + leftover.record().name() + "' ("
                                    + leftover.child().pid() + ")")
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + " of an earlier supervisor to die");
            Duration longest = Stopping.longest(
                    left.values().stream().map(leftover -> leftover.record().longestStop()));
            Timers.Timer limit = loop.after(longest.plus(Stopping.AFTER_KILL), () -> gone.complete(null));
            var _ = gone.thenRun(limit::cancel);
        } else {
            gone.complete(null);
        }
        return gone;
    }

    /** Skips grace periods. */
    void hasten() {
        List.copyOf(left.values()).forEach(leftover -> failures.attempt(() -> kill(leftover)));
    }

    private void ended(Leftover leftover, StateJournal journal) {
        ProcessName name = leftover.record().name();
        if (leftover.record().stop().killsRemaining()) {
            leftover.child().signalGroup(Signal.KILL);
        }
        log.info("stopped: '" + name + "' (" + exits.reap(leftover.child()) + ")");
        left.remove(name);
        journal.leftoverEnded(name);
        if (left.isEmpty()) {
            gone.complete(null);
        }
        registry.group(name.group())
                .ifPresent(group -> group.processes().forEach(process -> process.on(new Event.Released())));
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        return left.values().stream()
                .filter(leftover ->
                        leftover.record().name().group().equals(process.name().group()))
                .findFirst()
                .<Gate>map(leftover -> new Gate.Held("waits for pid "
                        + leftover.child().pid() + ", which an earlier supervisor has launched, to end"))
                .orElse(Gate.OPEN);
    }

    /** What has not ended by now is killed once more: nobody will know of it any more. */
    @Override
    public void close() {
        left.values()
                .forEach(leftover -> failures.attempt(() -> leftover.child().signalGroup(Signal.KILL)));
    }
}

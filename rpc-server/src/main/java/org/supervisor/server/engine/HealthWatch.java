package org.supervisor.server.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.output.OutputWatch;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.Readiness;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/** Checks processes: one that was launched until it is ready, one that runs whether it still works. Loop's thread. */
final class HealthWatch implements Aspect, Notified {
    private final Map<ManagedProcess, WatchedProcess> all = new HashMap<>();
    private final WatchedProcess.Tools tools;

    private final WatchedProcess.Budget budget = new AllTogether();
    private Restarter restarts = (process, reason) -> process.on(new Event.RestartRequested(reason));

    HealthWatch(WatchedProcess.Tools tools) {
        this.tools = tools;
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            process.spec()
                    .aspect(HealthChecks.class)
                    .ifPresent(checks -> all.put(process, new WatchedProcess(process, checks, tools, budget)));
        }
    }

    /** What restarts a process, perhaps after a moment. */
    void restartsBy(Restarter restarter) {
        restarts = restarter;
    }

    /** Restarts processes that are unhealthy. */
    @FunctionalInterface
    interface Restarter {
        /** May do it after a moment, if it is still the same process that runs. */
        void restart(ManagedProcess process, String reason);
    }

    private final class AllTogether implements WatchedProcess.Budget {
        @Override
        public Optional<String> holds(HealthRecord record, int failures) {
            return holdsRestart(record, failures);
        }

        @Override
        public void restart(ManagedProcess process, String reason) {
            restarts.restart(process, reason);
        }
    }

    private Optional<String> holdsRestart(HealthRecord record, int failures) {
        return HealthBudget.holds(
                record,
                failures,
                all.values().stream()
                        .filter(WatchedProcess::isInBudget)
                        .map(WatchedProcess::record)
                        .toList());
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes()
                .forEach(process -> Optional.ofNullable(all.remove(process)).ifPresent(WatchedProcess::end));
    }

    @Override
    public void changed(Transition transition) {
        if (all.isEmpty()) {
            return;
        }
        ManagedProcess process = transition.process();
        WatchedProcess watched = all.get(process);
        if (watched != null) {
            watched.follow();
        } else if (process.state() instanceof State.Starting s && s.readiness() instanceof Readiness.Awaited) {
            process.on(new Event.BecameReady()); // all its checks were removed while no daemon ran
        }
    }

    @Override
    public String remark(ManagedProcess process) {
        return watched(process)
                        .map(WatchedProcess::record)
                        .filter(HealthRecord::isUnhealthy)
                        .isPresent()
                ? "unhealthy"
                : "";
    }

    /** What the checks of a process have found; empty: it has none, or there is no result yet. */
    Optional<Boolean> isHealthy(ManagedProcess process) {
        return watched(process).map(WatchedProcess::record).flatMap(HealthRecord::isHealthy);
    }

    @Override
    public void ready(ManagedProcess process) {
        watched(process).ifPresent(WatchedProcess::notifiedReady);
    }

    @Override
    public void status(ManagedProcess process, String text) {
        watched(process).ifPresent(watched -> watched.notifiedStatus(text));
    }

    @Override
    public void watchdog(ManagedProcess process) {
        watched(process).ifPresent(WatchedProcess::notifiedWatchdog);
    }

    @Override
    public void watchdogTriggered(ManagedProcess process) {
        watched(process).ifPresent(WatchedProcess::notifiedTrigger);
    }

    @Override
    public void watchdogPeriod(ManagedProcess process, Duration period) {
        watched(process).ifPresent(watched -> watched.notifiedPeriod(period));
    }

    @Override
    public void moreTime(ManagedProcess process, Duration time) {
        long until = tools.time().nanos() + time.toNanos();
        boolean isLess = process.state() instanceof State.Starting starting
                && starting.readiness() instanceof Readiness.Awaited(long limit)
                && until - limit <= 0;
        if (!isLess) {
            process.on(new Event.DeadlineMoved(until));
        }
    }

    /**
     * What looks at the output of a child of a process.
     *
     * @param pid the child's, which is perhaps not known to the process yet
     */
    OutputWatch outputWatch(ManagedProcess process, int pid) {
        return watched(process).map(watched -> watched.outputWatch(pid)).orElse(OutputWatch.NONE);
    }

    private Optional<WatchedProcess> watched(ManagedProcess process) {
        return Optional.ofNullable(all.get(process));
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        WatchedProcess watched = all.get(process);
        if (watched != null) {
            facts.add("health", watched.facts());
        }
    }
}

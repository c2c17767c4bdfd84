package org.supervisor.server.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.Readiness;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/**
 * Checks processes: one that was launched until it is ready, one that runs whether it still works. There is one check of a
 * process at a time, and none outlives the state that it is for. Loop's thread.
 */
final class HealthWatch implements Aspect {
    private final Map<ManagedProcess, Watched> all = new HashMap<>();
    private final Probes probes;
    private final BiFunction<Duration, Runnable, Runnable> timer;
    private final MainLog log;

    /**
     * @param timer does something after a time; what it returns cancels that
     */
    HealthWatch(Probes probes, BiFunction<Duration, Runnable, Runnable> timer, MainLog log) {
        this.probes = probes;
        this.timer = timer;
        this.log = log;
    }

    /** A process with checks. */
    private final class Watched {
        private final ManagedProcess process;
        private final HealthChecks checks;
        private final HealthRecord record = new HealthRecord();
        private Optional<Child> child = Optional.empty();
        private boolean isForReadiness;
        private Runnable cancel = () -> {};

        Watched(ManagedProcess process, HealthChecks checks) {
            this.process = process;
            this.checks = checks;
        }

        /** Goes on with what the present state requires; what goes on already is not disturbed. */
        void follow() {
            switch (process.state()) {
                case State.Starting s when s.readiness() instanceof Readiness.Awaited -> awaitReadiness(s.child());
                case State.Running(Child running) when checks.alive().isPresent() -> watch(running);
                case State.Down _,
                        State.Held _,
                        State.Launching _,
                        State.StopPending _,
                        State.Starting _,
                        State.Running _,
                        State.Stopping _,
                        State.Killing _,
                        State.Unsignallable _,
                        State.Backoff _,
                        State.RestartDelay _ -> end();
            }
            if (process.goal() instanceof Goal.Down) {
                record.recover(); // what is not wanted up is no concern of the others
            }
        }

        private void awaitReadiness(Child launched) {
            if (checks.ready().isEmpty()) { // as when its section was changed while no daemon ran
                process.on(new Event.BecameReady());
            } else if (isNew(launched, true)) {
                checkReadiness(checks.ready().get());
            }
        }

        private void watch(Child running) {
            if (isNew(running, false)) {
                HealthChecks.Alive alive = checks.alive().orElseThrow();
                later(alive.delay(), () -> checkLife(alive));
            }
        }

        private boolean isNew(Child other, boolean forReadiness) {
            if (child.filter(other::equals).isPresent() && isForReadiness == forReadiness) {
                return false;
            }
            end();
            child = Optional.of(other);
            isForReadiness = forReadiness;
            record.begin();
            return true;
        }

        void end() {
            Runnable current = cancel;
            cancel = () -> {};
            child = Optional.empty();
            current.run();
        }

        private void later(Duration pause, Runnable check) {
            cancel = timer.apply(pause, check);
        }

        private void check(Probe probe, Duration timeout, Consumer<String> done) {
            cancel = probes.begin(process.spec(), probe, timeout, problem -> {
                cancel = () -> {};
                record.add(problem.isEmpty() ? "" : probe.text() + " " + problem);
                done.accept(record.problem());
            });
        }

        private void checkReadiness(HealthChecks.Ready ready) {
            check(ready.probe(), ready.checkTimeout(), problem -> {
                if (problem.isEmpty()) {
                    process.on(new Event.BecameReady());
                } else {
                    later(ready.interval(), () -> checkReadiness(ready));
                    process.on(new Event.NotReady(problem));
                }
            });
        }

        private void checkLife(HealthChecks.Alive alive) {
            check(alive.probe(), alive.timeout(), problem -> {
                later(alive.interval(), () -> checkLife(alive));
                if (problem.isEmpty()) {
                    recovered();
                } else if (record.failures() >= alive.failures()) {
                    unhealthy(alive, problem);
                }
            });
        }

        private void recovered() {
            if (record.isUnhealthy()) {
                log.log(LogLevel.INFO, "'" + process.name() + "' is healthy again");
            }
            record.recover();
        }

        private void unhealthy(HealthChecks.Alive alive, String problem) {
            boolean isNews = record.becomeUnhealthy();
            String reason = "it is unhealthy: " + problem + ", " + record.failures() + " times in a row";
            Optional<String> held = alive.onUnhealthy() == HealthChecks.OnUnhealthy.REPORT
                    ? Optional.of("it is only reported")
                    : holdsRestart(alive);
            if (held.isEmpty()) {
                record.restarted();
                process.on(new Event.RestartRequested(reason));
            } else if (isNews || record.isNewlyHeld(held.get())) {
                log.log(LogLevel.WARN, "'" + process.name() + "': " + reason + "; " + held.get());
            }
            record.held(held.orElse(""));
        }

        private Optional<String> holdsRestart(HealthChecks.Alive alive) {
            return HealthBudget.holds(
                    record,
                    alive.failures(),
                    all.values().stream()
                            .filter(other -> other.checks.alive().isPresent())
                            .filter(other -> other.process.goal() instanceof Goal.Up)
                            .map(other -> other.record)
                            .toList());
        }
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            process.spec()
                    .aspect(HealthChecks.class)
                    .ifPresent(checks -> all.put(process, new Watched(process, checks)));
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes()
                .forEach(process -> Optional.ofNullable(all.remove(process)).ifPresent(Watched::end));
    }

    @Override
    public void changed(Transition transition) {
        if (all.isEmpty()) {
            return;
        }
        ManagedProcess process = transition.process();
        Watched watched = all.get(process);
        if (watched != null) {
            watched.follow();
        } else if (process.state() instanceof State.Starting s && s.readiness() instanceof Readiness.Awaited) {
            process.on(new Event.BecameReady()); // all its checks were removed while no daemon ran
        }
    }

    @Override
    public String remark(ManagedProcess process) {
        Watched watched = all.isEmpty() ? null : all.get(process);
        return watched != null && watched.record.isUnhealthy() ? "unhealthy" : "";
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Watched watched = all.get(process);
        if (watched == null) {
            return;
        }
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("state", watched.child.isEmpty() ? "unchecked" : watched.record.word(watched.isForReadiness));
        health.putAll(watched.record.facts());
        facts.add("health", health);
    }
}

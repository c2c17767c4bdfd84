package org.supervisor.server.engine;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.OutputWatch;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.Readiness;
import org.supervisor.server.process.ReadyRule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

/** A process with checks: at most one goes on at a time, and none outlives the state that it is for. Loop's thread. */
final class WatchedProcess {
    private static final Duration STATUS_SHOWN_EVERY = Duration.ofSeconds(1);

    private final ManagedProcess process;
    private final HealthChecks checks;
    private final Tools tools;
    private final Budget budget;
    private final HealthRecord record = new HealthRecord();
    private Optional<Child> child = Optional.empty();
    private boolean isForReadiness;
    private Runnable cancel = () -> {};
    private String status = ""; // the last that it has sent
    private boolean isStatusRecent; // one was shown less than a second ago
    private Duration longest = Duration.ZERO; // without a sign
    private long signNanos; // when the last sign has come
    private Duration ownPeriod = Duration.ZERO; // which it has set itself, as the process that it was then
    private int ownPeriodOf;

    WatchedProcess(ManagedProcess process, HealthChecks checks, Tools tools, Budget budget) {
        this.process = process;
        this.checks = checks;
        this.tools = tools;
        this.budget = budget;
    }

    /**
     * What all of them use.
     *
     * @param timer does something after a time; what it returns cancels that
     */
    record Tools(Probes probes, LoopTimer timer, TimeSource time, MainLog log) {}

    /** Decides about restarts with regard to all processes. */
    @FunctionalInterface
    interface Budget {
        /** Why not to restart this one now; empty: nothing speaks against it. */
        Optional<String> holds(HealthRecord record, int failures);

        /** Restarts one, perhaps after a moment. */
        default void restart(ManagedProcess process, String reason) {
            process.on(new Event.RestartRequested(reason));
        }
    }

    ManagedProcess process() {
        return process;
    }

    HealthRecord record() {
        return record;
    }

    /** Whether its restarts are the budget's concern. */
    boolean isInBudget() {
        return checks.alive()
                        .filter(alive -> alive.onUnhealthy() == HealthChecks.OnUnhealthy.RESTART)
                        .isPresent()
                && process.goal() instanceof Goal.Up
                && !(process.state() instanceof State.Down);
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
            HealthChecks.Ready ready = checks.ready().get();
            switch (ready.rule()) {
                case Probe probe -> later(ready.delay(), () -> checkReadiness(ready, probe));
                case ReadyRule.Log log ->
                    process.on(new Event.NotReady("it has not written a line with " + log.pattern()));
                case ReadyRule.Notify _ -> process.on(new Event.NotReady("it has not sent READY=1"));
            }
        }
    }

    private void watch(Child running) {
        if (isNew(running, false)) {
            HealthChecks.Alive alive = checks.alive().orElseThrow();
            switch (alive.rule()) {
                case Probe probe -> later(alive.delay(), () -> checkLife(alive, probe));
                case AliveRule.Quiet(Duration period) -> awaitSign(alive, period);
                case AliveRule.Watchdog(Duration period) ->
                    awaitSign(alive, ownPeriodOf == running.pid() ? ownPeriod : period);
            }
        }
    }

    private boolean isNew(Child other, boolean forReadiness) {
        if (child.filter(other::equals).isPresent() && isForReadiness == forReadiness) {
            return false;
        }
        end();
        child = Optional.of(other);
        isForReadiness = forReadiness;
        isStatusRecent = false;
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
        if (pause.isPositive()) {
            cancel = tools.timer().after(pause, check);
        } else {
            check.run();
        }
    }

    private void check(Probe probe, Duration timeout, Consumer<String> done) {
        cancel = tools.probes().begin(process, probe, timeout, problem -> {
            cancel = () -> {};
            record.add(problem.isEmpty() ? "" : probe.text() + " " + problem);
            done.accept(record.problem());
        });
    }

    private void checkReadiness(HealthChecks.Ready ready, Probe probe) {
        check(probe, ready.checkTimeout(), problem -> {
            if (record.successes() >= ready.successes()) {
                process.on(new Event.BecameReady());
                return;
            }
            later(ready.interval(), () -> checkReadiness(ready, probe));
            String good = record.successes() + " of " + ready.successes() + " checks in a row have succeeded";
            process.on(new Event.NotReady(problem.isEmpty() ? good : problem));
            if (ready.failures() > 0 && record.failures() >= ready.failures()) {
                process.on(new Event.DeadlineMoved(tools.time().nanos())); // its launch has failed now
            }
        });
    }

    private void checkLife(HealthChecks.Alive alive, Probe probe) {
        check(probe, alive.timeout(), _ -> {
            later(alive.interval(), () -> checkLife(alive, probe));
            judge(alive);
        });
    }

    /** Each time that a period passes without a sign is a failure. */
    private void awaitSign(HealthChecks.Alive alive, Duration period) {
        longest = period;
        signNanos = tools.time().nanos();
        later(period, () -> lookForSign(alive));
    }

    private void lookForSign(HealthChecks.Alive alive) {
        Duration since = Duration.ofNanos(tools.time().nanos() - signNanos);
        if (since.compareTo(longest) < 0) {
            later(longest.minus(since), () -> lookForSign(alive));
            return;
        }
        Duration missed = longest;
        awaitSign(alive, longest);
        found(alive, alive.rule().text() + ": " + missing(alive.rule()) + " for " + Causes.seconds(missed));
    }

    private static String missing(AliveRule rule) {
        return switch (rule) {
            case AliveRule.Quiet _ -> "it has written nothing";
            case AliveRule.Watchdog _ -> "it has not sent WATCHDOG=1";
            case Probe _ -> "it has not answered";
        };
    }

    private void found(HealthChecks.Alive alive, String problem) {
        record.add(problem);
        judge(alive);
    }

    /** A sign that it works. Costs little: a program may give thousands a second. */
    private void sign(HealthChecks.Alive alive) {
        signNanos = tools.time().nanos();
        if (!record.isGood() || record.isUnhealthy()) {
            found(alive, "");
        }
    }

    private Optional<HealthChecks.Alive> watchdog() {
        return checks.alive().filter(alive -> alive.rule() instanceof AliveRule.Watchdog && isWatchedForLife());
    }

    private boolean isWatchedForLife() {
        return child.isPresent() && !isForReadiness;
    }

    /** What looks at the output of a child. */
    OutputWatch outputWatch(int pid) {
        Optional<Pattern> line = checks.ready()
                .map(HealthChecks.Ready::rule)
                .filter(ReadyRule.Log.class::isInstance)
                .map(rule -> Pattern.compile(((ReadyRule.Log) rule).pattern()));
        Optional<HealthChecks.Alive> quiet = checks.alive().filter(alive -> alive.rule() instanceof AliveRule.Quiet);
        return line.isEmpty() && quiet.isEmpty() ? OutputWatch.NONE : new Output(pid, line, quiet);
    }

    /** The output of one child. */
    private final class Output implements OutputWatch {
        private final int pid;
        private final Optional<Pattern> line;
        private final Optional<HealthChecks.Alive> quiet;

        Output(int pid, Optional<Pattern> line, Optional<HealthChecks.Alive> quiet) {
            this.pid = pid;
            this.line = line;
            this.quiet = quiet;
        }

        private boolean isOfThePresentChild() {
            return child.isPresent() && child.get().launchedAs() == pid;
        }

        @Override
        public void read() {
            if (quiet.isPresent() && !isForReadiness && isOfThePresentChild()) {
                sign(quiet.get());
            }
        }

        @Override
        public boolean wantsLines() {
            return line.isPresent() && isForReadiness && isOfThePresentChild();
        }

        @Override
        public void line(String text) {
            if (line.orElseThrow().matcher(text).find()) {
                process.on(new Event.BecameReady());
            }
        }
    }

    /** It has sent READY=1. */
    void notifiedReady() {
        if (child.isPresent() && isForReadiness && isNotifyAwaited()) {
            process.on(new Event.BecameReady());
        }
    }

    private boolean isNotifyAwaited() {
        return checks.ready()
                .filter(ready -> ready.rule() instanceof ReadyRule.Notify)
                .isPresent();
    }

    /** It has sent STATUS=. */
    void notifiedStatus(String text) {
        if (child.isPresent() && isForReadiness && isNotifyAwaited()) {
            status = text;
            if (!isStatusRecent) {
                showStatus();
            }
        }
    }

    /** Once a second at most, however many come: each is written down for the next daemon. */
    private void showStatus() {
        String shown = status;
        isStatusRecent = true;
        later(STATUS_SHOWN_EVERY, () -> {
            isStatusRecent = false;
            if (!status.equals(shown)) {
                showStatus();
            }
        });
        process.on(new Event.NotReady("it has not sent READY=1" + (shown.isEmpty() ? "" : "; its status: " + shown)));
    }

    /** It has sent WATCHDOG=1. */
    void notifiedWatchdog() {
        watchdog().ifPresent(this::sign);
    }

    /** It has sent WATCHDOG=trigger: that is no matter of counting. */
    void notifiedTrigger() {
        watchdog().ifPresent(alive -> {
            record.add("watchdog: it has sent WATCHDOG=trigger");
            unhealthy(alive, 1);
        });
    }

    /** It has sent WATCHDOG_USEC=. */
    void notifiedPeriod(Duration period) {
        ownPeriod = period;
        ownPeriodOf = process.pid();
        watchdog().ifPresent(alive -> {
            cancel.run();
            awaitSign(alive, period);
        });
    }

    private void judge(HealthChecks.Alive alive) {
        if (record.successes() >= alive.successes()) {
            recovered();
        } else if (record.failures() >= alive.failures()) {
            unhealthy(alive, alive.failures());
        }
    }

    private void recovered() {
        if (record.isUnhealthy()) {
            tools.log().log(LogLevel.INFO, "'" + process.name() + "' is healthy again");
        }
        record.recover();
    }

    private void unhealthy(HealthChecks.Alive alive, int required) {
        boolean isNews = record.becomeUnhealthy();
        String times = record.failures() == 1 ? "" : ", " + record.failures() + " times in a row";
        String reason = "it is unhealthy: " + record.problem() + times;
        Optional<String> held = alive.onUnhealthy() == HealthChecks.OnUnhealthy.REPORT
                ? Optional.of("it is only reported")
                : budget.holds(record, required);
        if (held.isEmpty()) {
            record.restarted();
            budget.restart(process, reason);
        } else if (isNews || record.isNewlyHeld(held.get())) {
            tools.log().log(LogLevel.WARN, "'" + process.name() + "': " + reason + "; " + held.get());
        }
        record.held(held.orElse(""));
    }

    /** What is shown of it. */
    Map<String, Object> facts() {
        Map<String, Object> health = new LinkedHashMap<>();
        health.put("state", child.isEmpty() ? "unchecked" : record.word(isForReadiness));
        health.putAll(record.facts());
        return health;
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.OutputWatch;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ReadyRule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

/** A process with checks; the test moves the clock and decides what the checks find. */
class HealthWatchTest {
    private static final Duration STEP = Duration.ofNanos(1);
    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Probe PROBE = Probe.tcp("localhost", 80);

    private final List<Timer> timers = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(15).toNanos(); // soon wraps around, which must not matter
    private Optional<Consumer<String>> check = Optional.empty();
    private int launches;

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };
    private final HealthWatch watch = new HealthWatch(
            new WatchedProcess.Tools((_, _, _, done) -> begin(done), this::after, time, new MainLog(time)));
    private final Aspects aspects = new Aspects(List.of(watch), new FailureLog(new MainLog(time)));
    private ManagedProcess process;

    private static final class Timer {
        private final long at;
        private final Runnable action;

        Timer(long at, Runnable action) {
            this.at = at;
            this.action = action;
        }
    }

    private Runnable after(Duration pause, Runnable action) {
        Timer timer = new Timer(nanos + pause.toNanos(), action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    private Runnable begin(Consumer<String> done) {
        check = Optional.of(done);
        return () -> check = Optional.empty();
    }

    private record Running(int pid, List<Signal> signals) implements Child {
        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            signals.add(signal);
            return Delivery.SENT;
        }
    }

    private final class Launching implements Launcher {
        @Override
        public Gate mayLaunch(ManagedProcess launched) {
            return Gate.OPEN;
        }

        @Override
        public void launch(ManagedProcess launched) {
            launches++;
            launched.on(new Event.Launched(new Running(launches, signals)));
        }
    }

    private void start(HealthChecks checks) {
        ProcessSpec spec = ProcessSpec.builder("p")
                .command("/bin/p")
                .startWait(Duration.ZERO)
                .autoRestart(false)
                .aspect(checks)
                .build();
        ProcessGroup group =
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec));
        aspects.added(group);
        process = group.processes().getFirst();
        process.on(new Event.StartRequested("test"));
    }

    private void advance(Duration by) {
        nanos += by.toNanos();
        for (Timer due : List.copyOf(timers)) {
            if (due.at - nanos <= 0 && timers.remove(due)) {
                due.action.run();
            }
        }
        process.on(new Event.TimeReached(nanos));
    }

    private void find(String problem) {
        Consumer<String> done = check.orElseThrow();
        check = Optional.empty();
        done.accept(problem);
    }

    private ProcessState state() {
        return process.state().wire();
    }

    private Object fact(String name) {
        Facts facts = new Facts();
        watch.report(process, facts);
        return ((Map<?, ?>) facts.others().get("health")).get(name);
    }

    private static HealthChecks ready(int failures, int successes, Duration delay) {
        return new HealthChecks(
                Optional.of(new HealthChecks.Ready(PROBE, LIMIT, INTERVAL, TIMEOUT, failures, successes, delay)),
                Optional.empty());
    }

    private static HealthChecks alive(int failures, int successes) {
        return new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        PROBE, INTERVAL, TIMEOUT, failures, successes, INTERVAL, HealthChecks.OnUnhealthy.REPORT)));
    }

    @Test
    void theFirstCheckWaitsForTheDelay() {
        start(ready(0, 1, INTERVAL));
        advance(INTERVAL.minus(STEP));
        assertThat(check).isEmpty();
        advance(STEP);
        find("");
        assertThat(state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void soManyChecksInARowMustSucceedUntilItIsReady() {
        start(ready(0, 2, Duration.ZERO));
        find("");
        assertThat(process.history().spawnError())
                .isEqualTo("waits to be ready: 1 of 2 checks in a row have succeeded");
        advance(INTERVAL);
        find("refused the connection");
        advance(INTERVAL);
        find("");
        assertThat(state()).isEqualTo(ProcessState.STARTING);
        advance(INTERVAL);
        find("");
        assertThat(state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void soManyFailedChecksInARowAreAFailedLaunch() {
        start(ready(2, 1, Duration.ZERO));
        find("refused the connection");
        advance(INTERVAL);
        assertThat(signals).isEmpty();
        find("refused the connection");
        advance(Duration.ZERO);
        assertThat(signals).containsExactly(Signal.KILL);
        assertThat(check).isEmpty();
    }

    @Test
    void soManyChecksInARowMustSucceedUntilItIsHealthyAgain() {
        start(alive(2, 2));
        advance(INTERVAL);
        find("refused the connection");
        advance(INTERVAL);
        assertThat(fact("state")).isEqualTo("healthy");
        find("refused the connection");
        assertThat(fact("state")).isEqualTo("unhealthy");
        advance(INTERVAL);
        find("");
        assertThat(fact("state")).isEqualTo("unhealthy");
        advance(INTERVAL);
        find("");
        assertThat(fact("state")).isEqualTo("healthy");
    }

    @Test
    void whatIsFoundIsReported() {
        start(alive(2, 1));
        assertThat(fact("state")).isEqualTo("unchecked");
        advance(INTERVAL);
        find("");
        advance(INTERVAL);
        find("refused the connection");
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("state", "healthy");
        expected.put("failures", 1);
        expected.put("restarts", 0);
        expected.put("results", List.of("tcp localhost:80 refused the connection", "ok"));
        Facts facts = new Facts();
        watch.report(process, facts);
        assertThat(facts.others().get("health")).isEqualTo(expected);
        process.on(new Event.StopRequested("test"));
        assertThat(check).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void oneThatHasEndedForGoodIsNoReasonToHoldTheRestartsOfOthers() {
        HealthChecks checks = watchdog(HealthChecks.OnUnhealthy.RESTART);
        start(checks);
        WatchedProcess.Tools tools =
                new WatchedProcess.Tools((_, _, _, done) -> begin(done), this::after, time, new MainLog(time));
        WatchedProcess watched = new WatchedProcess(process, checks, tools, (_, _) -> Optional.empty());
        assertThat(watched.isInBudget()).isTrue();
        process.on(new Event.ChildExited(new ExitStatus.Code(0)));
        assertThat(process.goal()).isInstanceOf(Goal.Up.class);
        assertThat(process.state()).isInstanceOf(State.Down.class);
        assertThat(watched.isInBudget()).isFalse();
    }

    private static HealthChecks byNotify() {
        return new HealthChecks(
                Optional.of(new HealthChecks.Ready(new ReadyRule.Notify(), LIMIT, INTERVAL, TIMEOUT)),
                Optional.empty());
    }

    private static HealthChecks watchdog(HealthChecks.OnUnhealthy onUnhealthy) {
        return new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        new AliveRule.Watchdog(LIMIT), INTERVAL, TIMEOUT, 1, 1, INTERVAL, onUnhealthy)));
    }

    @Test
    void aNotificationMakesAProcessReady() {
        start(byNotify());
        watch.status(process, "reads its index");
        assertThat(process.history().spawnError())
                .isEqualTo("waits to be ready: it has not sent READY=1; its status: reads its index");
        advance(LIMIT.minus(STEP));
        watch.ready(process);
        assertThat(state()).isEqualTo(ProcessState.RUNNING);
        watch.ready(process); // as after each reload
        assertThat(state()).isEqualTo(ProcessState.RUNNING);
    }

    @Test
    void aStatusIsShownOnceASecond() {
        start(byNotify());
        for (int i = 0; i < 10; i++) {
            watch.status(process, "step " + i);
        }
        assertThat(process.history().spawnError()).endsWith("step 0");
        advance(Duration.ofSeconds(1));
        assertThat(process.history().spawnError()).endsWith("step 9");
        watch.ready(process);
        assertThat(timers).isEmpty();
    }

    @Test
    void aProcessThatGetsReadyMayHaveMoreTimeAndNotLess() {
        start(byNotify());
        watch.moreTime(process, STEP);
        advance(INTERVAL);
        watch.moreTime(process, LIMIT);
        advance(LIMIT.minus(STEP));
        assertThat(signals).isEmpty();
        advance(STEP);
        assertThat(signals).containsExactly(Signal.KILL);
    }

    @Test
    void aProcessThatEndsMayHaveMoreTimeAndNotLess() {
        start(byNotify());
        process.on(new Event.StopRequested("test"));
        watch.moreTime(process, STEP);
        advance(STEP);
        watch.moreTime(process, LIMIT);
        advance(LIMIT.minus(STEP));
        assertThat(signals).containsExactly(Signal.TERM);
        advance(STEP);
        assertThat(signals).hasSize(2);
    }

    @Test
    void aProcessWithoutItsSignIsUnhealthyAtOnce() {
        start(watchdog(HealthChecks.OnUnhealthy.REPORT));
        advance(INTERVAL);
        watch.watchdog(process);
        advance(LIMIT.minus(STEP));
        assertThat(fact("state")).isEqualTo("healthy");
        advance(STEP);
        assertThat(fact("state")).isEqualTo("unhealthy");
        assertThat(fact("results").toString()).startsWith("[watchdog: it has not sent WATCHDOG=1 for 60 s, ok");
        watch.watchdog(process);
        assertThat(fact("state")).isEqualTo("healthy");
    }

    @Test
    void aProcessWithoutItsSignIsRestarted() {
        start(watchdog(HealthChecks.OnUnhealthy.RESTART));
        advance(LIMIT.minus(STEP));
        assertThat(signals).isEmpty();
        advance(STEP);
        assertThat(signals).containsExactly(Signal.TERM);
    }

    @Test
    void aProcessMayReportThatItDoesNotWork() {
        start(watchdog(HealthChecks.OnUnhealthy.RESTART));
        watch.watchdogTriggered(process);
        assertThat(signals).containsExactly(Signal.TERM);
    }

    @Test
    void aProcessMaySetItsOwnPeriod() {
        start(watchdog(HealthChecks.OnUnhealthy.RESTART));
        watch.watchdogPeriod(process, INTERVAL);
        advance(INTERVAL.minus(STEP));
        assertThat(signals).isEmpty();
        advance(STEP);
        assertThat(signals).containsExactly(Signal.TERM);
    }

    @Test
    void aLineOfItsOutputMakesAProcessReady() {
        start(new HealthChecks(
                Optional.of(new HealthChecks.Ready(new ReadyRule.Log("re[a]dy$"), LIMIT, INTERVAL, TIMEOUT)),
                Optional.empty()));
        OutputWatch ofAnEarlierChild = watch.outputWatch(process, launches - 1);
        assertThat(ofAnEarlierChild.wantsLines()).isFalse();
        OutputWatch output = watch.outputWatch(process, launches);
        assertThat(output.wantsLines()).isTrue();
        output.line("ready or not");
        assertThat(process.history().spawnError())
                .isEqualTo("waits to be ready: it has not written a line with re[a]dy$");
        output.line("server is ready");
        assertThat(state()).isEqualTo(ProcessState.RUNNING);
        assertThat(output.wantsLines()).isFalse();
    }

    @Test
    void aProcessThatWritesNothingIsUnhealthy() {
        start(new HealthChecks(
                Optional.empty(),
                Optional.of(new HealthChecks.Alive(
                        new AliveRule.Quiet(LIMIT), INTERVAL, TIMEOUT, 2, INTERVAL, HealthChecks.OnUnhealthy.REPORT))));
        OutputWatch output = watch.outputWatch(process, launches);
        assertThat(output.wantsLines()).isFalse();
        advance(INTERVAL);
        output.read();
        advance(LIMIT.minus(STEP));
        assertThat(fact("failures")).isEqualTo(0);
        advance(STEP);
        assertThat(fact("failures")).isEqualTo(1);
        advance(LIMIT.minus(STEP));
        assertThat(fact("state")).isEqualTo("healthy");
        advance(STEP);
        assertThat(fact("state")).isEqualTo("unhealthy");
        assertThat(fact("results").toString()).startsWith("[quiet: it has written nothing for 60 s");
        watch.outputWatch(process, launches - 1).read();
        assertThat(fact("state")).isEqualTo("unhealthy");
        output.read();
        assertThat(fact("state")).isEqualTo("healthy");
    }
}

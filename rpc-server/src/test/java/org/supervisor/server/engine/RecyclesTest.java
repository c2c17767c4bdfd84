package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.RecycleRule;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

/** Programs that grow or grow old; the test moves the clock and decides what they use. */
class RecyclesTest {
    private static final long MB = 1024 * 1024;

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final List<Timer> timers = new ArrayList<>();
    private final Map<Integer, Long> usedBytes = new HashMap<>();
    private int launches;
    private Duration startsIn = Duration.ZERO;

    private record Timer(Instant due, Runnable action) {}

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant now() {
            return now;
        }
    };
    private final Recycles recycles = new Recycles(
            time, new Random(1), (pid, bytes) -> bytes.accept(usedBytes.getOrDefault(pid, MB)), this::after);
    private final Aspects aspects = new Aspects(List.of(recycles), new FailureLog(new MainLog(time)));
    private ProcessGroup group;

    private Runnable after(Duration pause, Runnable action) {
        Timer timer = new Timer(now.plus(pause), action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    private record Running(int pid) implements Child {
        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private final class Launching implements Launcher {
        @Override
        public Gate mayLaunch(ManagedProcess process) {
            return Gate.OPEN;
        }

        @Override
        public void launch(ManagedProcess process) {
            launches++;
            process.on(new Event.Launched(new Running(launches)));
        }
    }

    private void run(RecycleRule rule, int count) {
        List<ProcessSpec> specs = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            specs.add(new ProcessSpec.Builder(new ProcessName("web", "web" + number))
                    .program("web")
                    .command("/bin/web")
                    .startWait(startsIn)
                    .aspect(rule)
                    .build());
        }
        ProgramSpec program = new ProgramSpec("web", new ProgramSpec.Kind.Plain(), count, 0, specs);
        group = new ProcessFactory(new Launching(), aspects, time, new Random(1))
                .group(new GroupSpec("web", 999, List.of(program)));
        aspects.added(group);
        group.processes().forEach(process -> process.on(new Event.StartRequested(new StartOrigin.Autostart())));
        group.processes().forEach(this::comesUp);
    }

    private void comesUp(ManagedProcess process) {
        now = now.plus(startsIn);
        process.on(new Event.TimeReached(time.nanos()));
    }

    /** The clock goes on, and every timer on the way is due in time. */
    private void pass(Duration span) {
        Instant end = now.plus(span);
        for (Optional<Timer> next = next(end); next.isPresent(); next = next(end)) {
            timers.remove(next.get());
            now = next.get().due();
            next.get().action().run();
        }
        now = end;
    }

    private Optional<Timer> next(Instant end) {
        return timers.stream()
                .min(Comparator.comparing(Timer::due))
                .filter(timer -> !timer.due().isAfter(end));
    }

    private ManagedProcess process(int number) {
        return group.processes().get(number);
    }

    private static RecycleRule memory(long most, Duration during) {
        return new RecycleRule(Optional.of(new RecycleRule.Memory(most, during)), Optional.empty());
    }

    private static RecycleRule age(Duration most, int jitter) {
        return new RecycleRule(Optional.empty(), Optional.of(new RecycleRule.Age(most, jitter)));
    }

    private void ends(int number) {
        process(number).on(new Event.ChildExited(new ExitStatus.Code(0)));
    }

    @Test
    void aProcessIsRestartedWhenItHasUsedTooMuchForLongEnoughAndNotBefore() {
        run(memory(500 * MB, Duration.ofSeconds(30)), 1);
        usedBytes.put(1, 501 * MB);
        pass(Duration.ofSeconds(5 + 29));
        assertThat(process(0).state()).isInstanceOf(State.Running.class);
        pass(Duration.ofSeconds(1));
        assertThat(process(0).state()).isInstanceOf(State.Stopping.class);
        ends(0);
        assertThat(process(0).pid()).isEqualTo(2);
        pass(Duration.ofHours(1));
        assertThat(process(0).pid()).isEqualTo(2);
    }

    @Test
    void whatAProcessMayUseItMayUseForEver() {
        run(memory(500 * MB, Duration.ZERO), 1);
        usedBytes.put(1, 500 * MB);
        pass(Duration.ofDays(1));
        assertThat(process(0).state()).isInstanceOf(State.Running.class);
    }

    @Test
    void theTimeAboveTheLimitBeginsAgainWhenItWasBelowOnce() {
        run(memory(500 * MB, Duration.ofSeconds(30)), 1);
        usedBytes.put(1, 600 * MB);
        pass(Duration.ofSeconds(30));
        usedBytes.put(1, 400 * MB);
        pass(Duration.ofSeconds(5));
        usedBytes.put(1, 600 * MB);
        pass(Duration.ofSeconds(34));
        assertThat(process(0).state()).isInstanceOf(State.Running.class);
        pass(Duration.ofSeconds(1));
        assertThat(process(0).state()).isInstanceOf(State.Stopping.class);
    }

    @Test
    void aProcessIsRestartedAtItsAgeAndNotASecondBefore() {
        run(age(Duration.ofHours(24), 0), 1);
        pass(Duration.ofHours(24).minusSeconds(1));
        assertThat(process(0).state()).isInstanceOf(State.Running.class);
        pass(Duration.ofSeconds(1));
        assertThat(process(0).state()).isInstanceOf(State.Stopping.class);
    }

    @Test
    void theJitterIsWithinItsPercentage() {
        for (int i = 0; i < 50; i++) {
            timers.clear();
            run(age(Duration.ofHours(10), 10), 1);
            assertThat(Duration.between(now, timers.getFirst().due()))
                    .isBetween(Duration.ofHours(9), Duration.ofHours(11));
        }
    }

    @Test
    void ofTheProcessesOfAProgramTheNextIsRestartedWhenTheOneBeforeIsUpAgain() {
        startsIn = Duration.ofSeconds(1);
        run(age(Duration.ofHours(1), 0), 2);
        pass(Duration.ofHours(2));
        assertThat(process(0).state()).isInstanceOf(State.Stopping.class);
        assertThat(process(1).state()).isInstanceOf(State.Running.class);
        assertThat(facts(1)).containsEntry("waits_for", "web:web0");
        ends(0);
        assertThat(process(0).state()).isInstanceOf(State.Starting.class);
        assertThat(process(1).state()).isInstanceOf(State.Running.class);
        comesUp(process(0));
        assertThat(process(0).state()).isInstanceOf(State.Running.class);
        assertThat(process(1).state()).isInstanceOf(State.Stopping.class);
    }

    @Test
    void oneThatIsStoppedInsteadDoesNotKeepTheNextFromItsTurn() {
        run(age(Duration.ofHours(1), 0), 2);
        pass(Duration.ofHours(2));
        process(0).on(new Event.StopRequested("alice"));
        ends(0);
        assertThat(process(0).state()).isInstanceOf(State.Stopped.class);
        assertThat(process(1).state()).isInstanceOf(State.Stopping.class);
    }

    @Test
    void oneThatHasEndedMeanwhileIsNotRestartedForItsAgeAgain() {
        run(age(Duration.ofHours(1), 0), 2);
        pass(Duration.ofHours(2));
        ends(1); // while it waits for its turn
        ends(0);
        assertThat(launches).isEqualTo(process(1).state() instanceof State.Running ? 4 : 3);
        pass(Duration.ofMinutes(59));
        assertThat(process(0).state()).isInstanceOf(State.Running.class);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> facts(int number) {
        Facts facts = new Facts();
        recycles.report(process(number), facts);
        return (Map<String, Object>) facts.others().get("recycling");
    }

    @Test
    void showsWhatIsUsedAndWhenTheAgeEnds() {
        run(
                new RecycleRule(
                        Optional.of(new RecycleRule.Memory(500 * MB, Duration.ZERO)),
                        Optional.of(new RecycleRule.Age(Duration.ofHours(1), 0))),
                1);
        usedBytes.put(1, 300 * MB);
        pass(Duration.ofSeconds(5));
        assertThat(facts(0))
                .containsEntry("memory_mb", 300)
                .containsEntry("memory_most_mb", 500)
                .containsEntry("age_ends", "2026-11-29T13:00:00Z");
    }

    @Test
    void aRemovedGroupLeavesNoTimerBehind() {
        run(
                new RecycleRule(
                        Optional.of(new RecycleRule.Memory(MB, Duration.ZERO)),
                        Optional.of(new RecycleRule.Age(Duration.ofHours(1), 0))),
                2);
        process(0).on(new Event.StopRequested("alice"));
        ends(0);
        aspects.removed(group);
        assertThat(timers).isEmpty();
    }
}

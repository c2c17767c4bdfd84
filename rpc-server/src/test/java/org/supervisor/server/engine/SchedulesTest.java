package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.History;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.Schedule.Missed;
import org.supervisor.server.process.Schedule.Overlap;
import org.supervisor.server.process.Schedule.When;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.TimeSource;

/** Programs that are due; the test moves the clock. */
class SchedulesTest {
    private Instant now = Instant.parse("2026-03-28T12:00:00Z");
    private Duration wallClockSet = Duration.ZERO;
    private final List<String> notes = new ArrayList<>();
    private int launches;
    private Runnable timer = () -> {};
    private Instant wakesAt = Instant.MAX;

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return Duration.between(Instant.EPOCH, now).toNanos();
        }

        @Override
        public Instant now() {
            return now.plus(wallClockSet);
        }
    };
    private final Schedules schedules = new Schedules(time, this::after, (_, note) -> notes.add(note));
    private final Aspects aspects = new Aspects(List.of(schedules), new FailureLog(new MainLog(time)));
    private ManagedProcess job;
    private Gate gate = Gate.OPEN;
    private Consumer<ManagedProcess> answer = _ -> {};

    private Runnable after(Duration pause, Runnable action) {
        timer = action;
        wakesAt = now.plus(pause);
        return () -> wakesAt = Instant.MAX;
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
            return gate;
        }

        @Override
        public void launch(ManagedProcess process) {
            launches++;
            process.on(new Event.Launched(new Running(launches)));
        }
    }

    private void add(Schedule schedule) {
        ProcessSpec spec = ProcessSpec.builder("job")
                .command("/bin/job")
                .startWait(Duration.ZERO)
                .autoRestart(false)
                .aspect(schedule)
                .build();
        ProcessGroup group =
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec));
        job = group.processes().getFirst();
        schedules.startBy((process, origin) -> process.on(new Event.StartRequested(origin)));
        aspects.added(group);
    }

    private static Schedule cron(String fields, String zone) {
        return new Schedule(new When.Cron(fields, Optional.of(ZoneId.of(zone))), Overlap.SKIP, Missed.SKIP);
    }

    private static Schedule every(Duration period, Overlap overlap, Missed missed) {
        return new Schedule(new When.Every(period), overlap, missed);
    }

    /** The clock goes on to a moment, and every timer on the way is due in time. */
    private void until(String moment) {
        Instant end = Instant.parse(moment);
        while (!wakesAt.isAfter(end)) {
            now = wakesAt;
            wakesAt = Instant.MAX;
            timer.run();
        }
        now = end;
    }

    private void ends() {
        job.on(new Event.ChildExited(new ExitStatus.Code(0)));
    }

    @Test
    void aProgramIsStartedWhenItIsDueAndNotASecondBefore() {
        add(cron("30 14 * * *", "UTC"));
        until("2026-03-28T14:29:59Z");
        assertThat(launches).isZero();
        until("2026-03-28T14:30:00Z");
        assertThat(launches).isEqualTo(1);
        assertThat(job.goal())
                .isInstanceOfSatisfying(Goal.Up.class, up -> assertThat(up.by()).isEqualTo(new StartOrigin.Due()));
        ends();
        until("2026-03-29T14:30:00Z");
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void whatIsDueInTheHourThatSummerTimeLeavesOutIsDueAtItsEnd() {
        add(cron("30 2 * * *", "Europe/Berlin"));
        until("2026-03-29T00:59:59Z");
        assertThat(launches).isZero();
        until("2026-03-29T12:00:00Z");
        assertThat(launches).isEqualTo(1);
        ends();
        until("2026-03-30T00:29:59Z");
        assertThat(launches).isEqualTo(1);
        until("2026-03-30T00:30:00Z"); // half past two in summer
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void whatIsDueInTheHourThatComesTwiceIsDueOnce() {
        now = Instant.parse("2026-10-24T12:00:00Z");
        add(cron("30 2 * * *", "Europe/Berlin"));
        until("2026-10-25T00:30:00Z");
        assertThat(launches).isEqualTo(1);
        ends();
        until("2026-10-26T01:29:59Z");
        assertThat(launches).isEqualTo(1);
        until("2026-10-26T01:30:00Z");
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void oneThatStillRunsIsSkippedOnce() {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.SKIP));
        until("2026-03-28T12:25:00Z");
        assertThat(launches).isEqualTo(1);
        assertThat(notes).singleElement().asString().contains("still runs");
        ends();
        until("2026-03-28T12:30:00Z");
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void oneThatIsQueuedIsStartedWhenTheRunBeforeHasEnded() {
        add(every(Duration.ofMinutes(10), Overlap.QUEUE, Missed.SKIP));
        until("2026-03-28T12:35:00Z"); // due three times
        assertThat(launches).isEqualTo(1);
        ends();
        assertThat(launches).isEqualTo(2);
        ends();
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void aStopOnRequestEndsTheQueue() {
        add(every(Duration.ofMinutes(10), Overlap.QUEUE, Missed.SKIP));
        until("2026-03-28T12:25:00Z");
        job.on(new Event.StopRequested("test"));
        ends();
        assertThat(job.state()).isEqualTo(new State.Stopped());
        until("2026-03-28T12:30:00Z");
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void oneThatReplacesStopsTheRunBefore() {
        add(every(Duration.ofMinutes(10), Overlap.REPLACE, Missed.SKIP));
        until("2026-03-28T12:20:00Z");
        assertThat(job.state()).isInstanceOf(State.Stopping.class);
        ends();
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void whatWasMissedWhileTheMachineSleptIsSkippedOrDoneOnce() {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.SKIP));
        now = Instant.parse("2026-03-28T15:05:00Z");
        timer.run();
        assertThat(launches).isZero();
        assertThat(notes).singleElement().asString().contains("12:10:00Z", "schedule_missed");
        until("2026-03-28T15:15:00Z");
        assertThat(launches).isEqualTo(1);

        launches = 0;
        now = Instant.parse("2026-03-28T12:00:00Z");
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.ONCE));
        now = Instant.parse("2026-03-28T15:05:00Z");
        timer.run();
        assertThat(launches).isEqualTo(1);
    }

    @Test
    void aRunThatWasDueWhileNoSupervisorRanIsMissed() {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.ONCE));
        History history =
                new History(Optional.of(now.minus(Duration.ofHours(1))), Optional.empty(), Optional.empty(), "");
        job.resume(
                new Remembered(
                        new State.Exited(new ExitStatus.Code(0), true),
                        new Goal.Up(new StartOrigin.Due(), now),
                        history,
                        0,
                        0,
                        false,
                        false),
                "");
        until("2026-03-28T12:00:00Z");
        assertThat(launches).isEqualTo(1);
    }

    @Test
    void aRunOfAJobThatHasNeverRunIsMissedAsWell() {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.ONCE));
        job.resume(
                new Remembered(
                        new State.Stopped(),
                        new Goal.Down(new StopOrigin.NeverStarted(), now.minus(Duration.ofHours(1))),
                        new History(Optional.empty(), Optional.empty(), Optional.empty(), ""),
                        0,
                        0,
                        false,
                        false),
                "");
        until("2026-03-28T12:00:00Z");
        assertThat(launches).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-86_400, -3600, 3600, 86_400})
    void aPeriodIsThatLongWhateverTheClockIsSetTo(long seconds) {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.SKIP));
        until("2026-03-28T12:05:00Z");
        wallClockSet = Duration.ofSeconds(seconds);
        until("2026-03-28T12:09:59Z");
        assertThat(launches).isZero();
        until("2026-03-28T12:10:00Z");
        assertThat(launches).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-30 * 86_400, -3600})
    void aClockThatIsSetBackIsPlannedByAgain(long seconds) {
        add(cron("5 * * * *", "UTC"));
        until("2026-03-28T12:05:00Z");
        assertThat(launches).isEqualTo(1);
        ends();
        until("2026-03-28T12:06:00Z");
        wallClockSet = Duration.ofSeconds(seconds);
        until("2026-03-28T13:04:59Z");
        assertThat(launches).isEqualTo(1);
        until("2026-03-28T13:05:00Z");
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetForwardIsFollowed() {
        add(cron("30 14 * * *", "UTC"));
        until("2026-03-28T12:05:00Z");
        wallClockSet = Duration.ofHours(2);
        until("2026-03-28T12:29:59Z");
        assertThat(launches).isZero();
        until("2026-03-28T12:30:00Z");
        assertThat(launches).isEqualTo(1);
    }

    @Test
    void nothingIsDueTwiceWhenTheClockIsCorrected() {
        add(cron("30 14 * * *", "UTC"));
        until("2026-03-28T14:30:00Z");
        ends();
        wallClockSet = Duration.ofSeconds(-30);
        until("2026-03-28T20:00:00Z");
        assertThat(launches).isEqualTo(1);
    }

    private void startsAfterStops() {
        Waiters waiters = new Waiters();
        Requests requests = new Requests(new ProcessRegistry(), waiters, _ -> Optional.empty(), List::of, (_, _) -> {});
        schedules.waitBy(requests::whenDown);
        answer = waiters::moved;
    }

    @ParameterizedTest
    @EnumSource(
            value = Overlap.class,
            names = {"QUEUE", "REPLACE"})
    void oneThatIsDueWhileItIsBeingStoppedIsStartedAfterThat(Overlap overlap) {
        add(every(Duration.ofMinutes(10), overlap, Missed.SKIP));
        startsAfterStops();
        until("2026-03-28T12:10:00Z");
        job.on(new Event.StopRequested("test"));
        until("2026-03-28T12:20:00Z");
        ends();
        assertThat(job.state()).isEqualTo(new State.Stopped());
        answer.accept(job);
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void aRunThatIsSkippedWhileItIsBeingStoppedIsNoted() {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.SKIP));
        until("2026-03-28T12:10:00Z");
        job.on(new Event.StopRequested("test"));
        until("2026-03-28T12:20:00Z");
        assertThat(notes).containsExactly("is due and is still being stopped: skipped (schedule_overlap)");
    }

    @Test
    void aQueuedRunThatAStopEndsIsNoted() {
        add(every(Duration.ofMinutes(10), Overlap.QUEUE, Missed.SKIP));
        until("2026-03-28T12:20:00Z");
        job.on(new Event.StopRequested("test"));
        ends();
        assertThat(notes).singleElement().asString().contains("queued");
    }

    @Test
    void oneThatIsDueAgainBeforeItWasLaunchedIsNoted() {
        gate = new Gate.Held("waits for db");
        add(every(Duration.ofMinutes(10), Overlap.REPLACE, Missed.SKIP));
        until("2026-03-28T12:20:00Z");
        assertThat(notes)
                .containsExactly("is due and has not been launched yet, it waits for db: the next launch is this run,"
                        + " too (schedule_overlap)");
        gate = Gate.OPEN;
        job.on(new Event.Released());
        assertThat(launches).isEqualTo(1);
    }

    @Test
    void theNextTimeIsReported() {
        add(cron("30 14 * * *", "UTC"));
        assertThat(aspects.facts(job).others()).containsEntry("next", "2026-03-28T14:30:00Z");
    }

    @Test
    void nothingIsDueOnceItsGroupIsRemoved() {
        add(every(Duration.ofMinutes(10), Overlap.SKIP, Missed.SKIP));
        assertThat(wakesAt).isNotEqualTo(Instant.MAX);
        aspects.removed(
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(job.spec())));
        assertThat(wakesAt).isNotEqualTo(Instant.MAX); // another process of the same name
    }
}

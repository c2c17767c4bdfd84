package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Outcome;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;
import org.supervisor.server.process.StopRule;

/** A stop of processes that depend on each other; the test lets them end, and time pass. */
class OrderedStopsTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final ProcessRegistry registry = new ProcessRegistry();
    private final Waiters waiters = new Waiters();
    private final Dependencies dependencies = new Dependencies(registry);
    private final Aspects aspects = new Aspects(List.of(dependencies, waiters), new FailureLog(new MainLog(time)));
    private final Requests requests =
            new Requests(registry, waiters, _ -> Optional.empty(), dependencies::stopOrder, (_, _) -> {});
    private final List<Runnable> timers = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final OrderedStops stops = new OrderedStops(requests, dependencies::stopOrder, this::after);
    private ManagedProcess db;
    private ManagedProcess api;

    private record Running(int pid) implements Child {
        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private Runnable after(Duration pause, Runnable action) {
        pauses.add(pause);
        timers.add(action);
        return () -> timers.remove(action);
    }

    @BeforeEach
    void start() {
        db = started(ProcessSpec.builder("db"));
        api = started(ProcessSpec.builder("api")
                .aspect(new DependsOn(
                        List.of(new DependsOn.Dependency("db", DependsOn.Condition.READY)),
                        DependsOn.OnFailure.IGNORE)));
    }

    private ManagedProcess started(ProcessSpec.Builder spec) {
        ProcessGroup group = new ProcessFactory(_ -> {}, aspects, time, new Random(1))
                .group(GroupSpec.of(spec.command("/bin/true")
                        .startWait(Duration.ZERO)
                        .stop(new StopRule(Signal.TERM, 1, GRACE, false, false, false))
                        .build()));
        registry.add(group);
        aspects.added(group);
        ManagedProcess process = group.processes().getFirst();
        process.on(new Event.StartRequested("test"));
        process.on(new Event.Launched(new Running(7)));
        return process;
    }

    private static void ends(ManagedProcess process) {
        process.on(new Event.ChildExited(new ExitStatus.Killed(Signal.TERM, false)));
    }

    @Test
    void aCallerWhoDoesNotWaitIsAnsweredAtOnceAndTheOrderIsKept() {
        CompletableFuture<List<Outcome>> answer = stops.stop(List.of(db, api), false);
        assertThat(answer.join()).extracting(Outcome::name).containsExactly("api", "db");
        assertThat(api.state()).isInstanceOf(State.Stopping.class);
        assertThat(db.state()).isInstanceOf(State.Running.class);
        ends(api);
        assertThat(db.state()).isInstanceOf(State.Stopping.class);
        ends(db);
        assertThat(timers).isEmpty();
    }

    @Test
    void aCallerWhoWaitsIsAnsweredWhenAllAreDown() {
        CompletableFuture<List<Outcome>> answer = stops.stop(List.of(db, api), true);
        ends(api);
        assertThat(answer).isNotDone();
        ends(db);
        assertThat(answer.join()).extracting(Outcome::name).containsExactly("api", "db");
    }

    @Test
    void oneThatIsStuckInTheKernelDoesNotKeepTheOthersRunning() {
        CompletableFuture<List<Outcome>> answer = stops.stop(List.of(db, api), true);
        assertThat(pauses).containsExactly(GRACE.plus(Stopping.AFTER_KILL));
        timers.removeFirst().run();
        assertThat(db.state()).isInstanceOf(State.Stopping.class);
        ends(db);
        assertThat(answer).isNotDone();
        ends(api);
        assertThat(answer).isCompleted();
    }

    @Test
    void theCallerIsTheOriginOfEachStop() {
        CompletableFuture<List<Outcome>> answer = Caller.of("admin").asks(() -> stops.stop(List.of(db, api), true));
        ends(api);
        ends(db);
        assertThat(answer).isCompleted();
        for (ManagedProcess process : List.of(db, api)) {
            assertThat(process.goal())
                    .isInstanceOfSatisfying(
                            Goal.Down.class, down -> assertThat(down.by()).isEqualTo(new StopOrigin.Request("admin")));
        }
    }

    @Test
    void nothingMoreIsStoppedOnceTheSupervisorLeavesEverythingRunning() {
        var _ = stops.stop(List.of(db, api), false);
        requests.startNothing();
        requests.refuseOpen();
        assertThat(db.state()).isInstanceOf(State.Running.class);
    }
}

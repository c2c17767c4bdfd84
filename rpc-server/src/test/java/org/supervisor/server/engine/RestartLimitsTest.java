package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.State;

/** A program that ends again and again is given up when its limit is reached. */
class RestartLimitsTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final ManualTime time = new ManualTime();
    private Aspects aspects = new Aspects(List.of(new RestartLimits(time)), new FailureLog(new MainLog(time)));
    private ManagedProcess process;

    private record Running(int pid) implements Child {
        @Override
        public Delivery signal(org.supervisor.api.Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private final class Launching implements Launcher {
        @Override
        public Gate mayLaunch(ManagedProcess asked) {
            return aspects.mayLaunch(asked);
        }

        @Override
        public void launch(ManagedProcess launched) {
            // answered by the test
        }
    }

    @BeforeEach
    void create() {
        process = process(Duration.ZERO);
    }

    private ManagedProcess process(Duration staysUp) {
        return process(staysUp, Backoff.NONE);
    }

    private ManagedProcess process(Duration staysUp, Backoff pause) {
        return add(new ProcessRegistry(), spec("p", staysUp, pause).aspect(new RestartLimit(3, WITHIN)));
    }

    private static ProcessSpec.Builder spec(String name, Duration staysUp, Backoff pause) {
        return ProcessSpec.builder(name)
                .command("/bin/p")
                .start(new StartRule(staysUp, 100, Backoff.NONE, Dialect.SUPERVISORD))
                .restart(new RestartPolicy(RestartPolicy.When.ALWAYS, List.of(0), pause, CrashLoopFloor.OFF));
    }

    private ManagedProcess add(ProcessRegistry registry, ProcessSpec.Builder spec) {
        ProcessGroup group =
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec.build()));
        registry.add(group);
        aspects.added(group);
        return group.processes().getFirst();
    }

    private void start() {
        process.on(new Event.StartRequested("test"));
        comesUp();
    }

    private void comesUp() {
        assertThat(process.state()).isInstanceOf(State.Launching.class);
        process.on(new Event.Launched(new Running(7)));
    }

    private void ends() {
        process.on(new Event.ChildExited(new ExitStatus.Code(1)));
    }

    private void endsAndComesUp(int times) {
        for (int i = 0; i < times; i++) {
            ends();
            comesUp();
        }
    }

    @Test
    void theRestartAfterTheLastOfTheLimitIsNotMade() {
        start();
        endsAndComesUp(3);
        ends();
        assertThat(process.state())
                .isEqualTo(new State.Fatal("was restarted 3 times within 60 s, which is its restart_limit"));
        assertThat(process.history().spawnError()).contains("restart_limit");
    }

    @Test
    void aRestartBecauseACheckHasFailedCounts() {
        start();
        for (int i = 0; i < 3; i++) {
            process.on(new Event.RestartRequested("it is unhealthy"));
            ends();
            comesUp();
        }
        process.on(new Event.RestartRequested("it is unhealthy"));
        ends();
        assertThat(process.state())
                .isEqualTo(new State.Fatal("was restarted 3 times within 60 s, which is its restart_limit"));
    }

    @Test
    void restartsOfLongAgoDoNotCount() {
        start();
        endsAndComesUp(3);
        time.advance(WITHIN.minusNanos(1));
        assertThat(aspects.facts(process).others()).containsEntry("recent_restarts", 3);
        time.advance(Duration.ofNanos(1));
        endsAndComesUp(3);
        ends();
        assertThat(process.state()).isInstanceOf(State.Fatal.class);
    }

    @Test
    void aStartOnRequestIsNoneAndClearsTheCount() {
        start();
        endsAndComesUp(3);
        ends();
        start();
        endsAndComesUp(3);
        process.on(new Event.StopRequested("test"));
        ends();
        start();
        endsAndComesUp(3);
        assertThat(process.state()).isInstanceOf(State.Running.class);
    }

    @Test
    void aStartOnRequestInThePauseBeforeARestartIsMade() {
        process = process(Duration.ZERO, new Backoff.Constant(Duration.ofSeconds(1)));
        start();
        for (int i = 0; i < 3; i++) {
            ends();
            time.advance(Duration.ofSeconds(1));
            process.on(new Event.TimeReached(time.nanos()));
            comesUp();
        }
        ends();
        assertThat(process.state()).isInstanceOf(State.RestartDelay.class);
        start();
        assertThat(process.state()).isInstanceOf(State.Running.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void restartsForALostDependencyCountWhicheverIsAskedFirst(boolean limitFirst) {
        ProcessRegistry registry = new ProcessRegistry();
        RestartLimits limits = new RestartLimits(time);
        Dependencies dependencies = new Dependencies(registry);
        aspects = new Aspects(
                limitFirst ? List.of(limits, dependencies) : List.of(dependencies, limits),
                new FailureLog(new MainLog(time)));
        ManagedProcess db = add(registry, spec("db", Duration.ZERO, Backoff.NONE));
        process = add(
                registry,
                spec("api", Duration.ZERO, Backoff.NONE)
                        .aspect(new RestartLimit(3, WITHIN))
                        .aspect(new DependsOn(
                                List.of(new DependsOn.Dependency("db", DependsOn.Condition.READY)),
                                DependsOn.OnFailure.RESTART)));
        process.on(new Event.StartRequested("test"));
        db.on(new Event.Launched(new Running(7)));
        comesUp();
        for (int i = 0; i < 3; i++) {
            isLost(db);
            assertThat(process.state()).isInstanceOf(State.Held.class);
            db.on(new Event.Launched(new Running(7)));
            comesUp();
        }
        isLost(db);
        db.on(new Event.Launched(new Running(7)));
        assertThat(process.state()).isInstanceOf(State.Fatal.class);
    }

    private void isLost(ManagedProcess db) {
        db.on(new Event.ChildExited(new ExitStatus.Code(1)));
        ends();
    }

    @Test
    void failedStartsCountToo() {
        process = process(Duration.ofSeconds(1));
        start();
        for (int i = 0; i < 3; i++) {
            ends();
            process.on(new Event.TimeReached(time.nanos()));
            comesUp();
        }
        ends();
        process.on(new Event.TimeReached(time.nanos()));
        assertThat(process.state()).isInstanceOf(State.Fatal.class);
    }
}

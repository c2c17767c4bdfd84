package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.CrashLoopFloor;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.History;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.RestartPolicy;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.TimeSource;

/** When commands of a process run, and what waits for them; the test decides when each is over. */
class HookRunnerTest {
    private long nanos;
    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }
    };

    private final ProcessRegistry registry = new ProcessRegistry();
    private final List<Command> commands = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private final HookRunner hooks = new HookRunner(
            registry,
            (spec, line, limit, done) -> begin(spec, limit, done),
            (_, note) -> notes.add(note),
            new MainLog(time),
            later::add);
    private final Aspects aspects = new Aspects(List.of(hooks), new FailureLog(new MainLog(time)));
    private int launches;
    private ManagedProcess process;

    private static final class Command {
        final Map<String, String> variables;
        final Duration limit;
        final Consumer<String> done;
        final CompletableFuture<Void> gone = new CompletableFuture<>();
        boolean isKilled;

        Command(Map<String, String> variables, Duration limit, Consumer<String> done) {
            this.variables = variables;
            this.limit = limit;
            this.done = done;
        }
    }

    private HelperCommand.Begun begin(ProcessSpec spec, Duration limit, Consumer<String> done) {
        Command command = new Command(spec.environment().values(), limit, done);
        commands.add(command);
        return new HelperCommand.Begun(() -> command.isKilled = true, command.gone);
    }

    private final class Running implements Child {
        @Override
        public int pid() {
            return 100 + launches;
        }

        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            signals.add(signal);
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
            if (!hooks.beforeLaunch(launched, problem -> prepared(launched, problem))) {
                order(launched);
            }
        }

        private void prepared(ManagedProcess launched, Optional<Refusal> problem) {
            problem.ifPresentOrElse(refusal -> launched.on(new Event.LaunchRefused(refusal)), () -> order(launched));
        }

        private void order(ManagedProcess launched) {
            launches++;
            launched.on(new Event.Launched(new Running()));
        }
    }

    private void add(RestartPolicy.When restart, Hook... kinds) {
        Map<Hook, String> lines = new EnumMap<>(Hook.class);
        for (Hook kind : kinds) {
            lines.put(kind, "true");
        }
        ProcessSpec spec = ProcessSpec.builder("p")
                .command("/bin/p")
                .startWait(Duration.ZERO)
                .restartPauseMin(Duration.ZERO)
                .restart(RestartPolicy.of(restart, List.of(0), CrashLoopFloor.OFF))
                .stop(new StopRule(Signal.TERM, 1, Duration.ofSeconds(10), false, false, false))
                .aspect(new Hooks(lines))
                .build();
        ProcessGroup group =
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec));
        registry.add(group);
        aspects.added(group);
        process = group.processes().getFirst();
    }

    private void start() {
        process.on(new Event.StartRequested("test"));
    }

    private void stop() {
        process.on(new Event.StopRequested("test"));
    }

    private void exit(int code) {
        process.on(new Event.ChildExited(new ExitStatus.Code(code)));
    }

    private void done(String problem) {
        Command command = commands.getLast();
        command.done.accept(problem);
        command.gone.complete(null);
    }

    private void runs(Hook hook) {
        assertThat(commands).isNotEmpty();
        assertThat(commands.getLast().variables).containsEntry("SUPERVISOR_HOOK", hook.word());
        assertThat(commands.getLast().isKilled).isFalse();
    }

    private void is(ProcessState state) {
        assertThat(process.state().wire()).isEqualTo(state);
    }

    @Test
    void aLaunchWaitsForPreStart() {
        add(RestartPolicy.When.NEVER, Hook.PRE_START);
        start();
        runs(Hook.PRE_START);
        assertThat(process.history().spawnError()).isEqualTo("runs pre_start");
        assertThat(launches).isZero();
        done("");
        is(ProcessState.RUNNING);
        assertThat(process.history().spawnError()).isEmpty();
    }

    @Test
    void aLaunchFailsIfPreStartFails() {
        add(RestartPolicy.When.NEVER, Hook.PRE_START);
        start();
        done("ended with exit status 3: no disk");
        is(ProcessState.BACKOFF);
        assertThat(launches).isZero();
        assertThat(process.history().spawnError()).isEqualTo("pre_start ended with exit status 3: no disk");
        assertThat(notes).containsExactly("pre_start ended with exit status 3: no disk");
    }

    @Test
    void aStopEndsPreStart() {
        add(RestartPolicy.When.NEVER, Hook.PRE_START);
        start();
        stop();
        assertThat(commands.getLast().isKilled).isTrue();
        assertThat(process.state()).isEqualTo(new State.Stopped());
        assertThat(hooks.whenOver(List.of(process))).isNotDone();
        start();
        assertThat(commands).hasSize(1); // the first has not ended yet
        done("was killed too late");
        assertThat(launches).isZero();
        assertThat(commands).hasSize(2);
        runs(Hook.PRE_START);
    }

    @Test
    void aCommandThatWaitsForTheEndOfAnEarlierOneIsNotBegunIfTheProcessIsStopped() {
        add(RestartPolicy.When.NEVER, Hook.PRE_START);
        start();
        stop();
        start();
        stop();
        done("was killed too late");
        assertThat(commands).hasSize(1);
        assertThat(hooks.whenOver(List.of(process))).isDone();
    }

    @Test
    void postStartRunsOnceItRunsAndEndsWithThat() {
        add(RestartPolicy.When.NEVER, Hook.POST_START);
        start();
        runs(Hook.POST_START);
        assertThat(commands.getLast().variables).containsEntry("SUPERVISOR_PID", "101");
        is(ProcessState.RUNNING);
        stop();
        assertThat(commands.getLast().isKilled).isTrue();
    }

    @Test
    void postStartThatFailsIsOnlyReported() {
        add(RestartPolicy.When.NEVER, Hook.POST_START);
        start();
        done("ended with exit status 1");
        is(ProcessState.RUNNING);
        assertThat(notes).containsExactly("post_start ended with exit status 1");
        assertThat(aspects.facts(process).others().get("hooks").toString())
                .contains("failed", "ended with exit status 1");
    }

    @Test
    void theSignalFollowsPreStop() {
        add(RestartPolicy.When.NEVER, Hook.PRE_STOP);
        start();
        stop();
        runs(Hook.PRE_STOP);
        assertThat(signals).isEmpty();
        done("ended with exit status 1");
        assertThat(signals).containsExactly(Signal.TERM);
    }

    @Test
    void aKillEndsPreStop() {
        add(RestartPolicy.When.NEVER, Hook.PRE_STOP);
        start();
        stop();
        process.on(new Event.KillRequested("test"));
        assertThat(signals).containsExactly(Signal.KILL);
        assertThat(commands.getLast().isKilled).isTrue();
    }

    @Test
    void theEndOfTheProcessEndsPreStop() {
        add(RestartPolicy.When.NEVER, Hook.PRE_STOP);
        start();
        stop();
        exit(0);
        assertThat(commands.getLast().isKilled).isTrue();
        assertThat(process.state()).isEqualTo(new State.Stopped());
    }

    @Test
    void anEndByItselfRunsPostStopWithItsExitCode() {
        add(RestartPolicy.When.NEVER, Hook.POST_STOP);
        start();
        exit(7);
        runs(Hook.POST_STOP);
        assertThat(commands.getLast().variables)
                .containsEntry("SUPERVISOR_EXIT_CODE", "7")
                .containsEntry("SUPERVISOR_PID", "101")
                .doesNotContainKey("SUPERVISOR_SIGNAL");
    }

    @Test
    void anEndBySignalRunsPostStopWithTheSignal() {
        add(RestartPolicy.When.NEVER, Hook.POST_STOP);
        start();
        stop();
        process.on(new Event.ChildExited(new ExitStatus.Killed(Signal.KILL, false)));
        runs(Hook.POST_STOP);
        assertThat(commands.getLast().variables)
                .containsEntry("SUPERVISOR_SIGNAL", "SIGKILL")
                .doesNotContainKey("SUPERVISOR_EXIT_CODE");
    }

    @Test
    void aRestartAtOnceIsHeldWhilePostStopRuns() {
        add(RestartPolicy.When.ALWAYS, Hook.POST_STOP);
        start();
        exit(0);
        runs(Hook.POST_STOP);
        assertThat(launches).isEqualTo(1);
        assertThat(process.state()).isEqualTo(new State.Held("waits for post_stop", 1));
        done("");
        assertThat(launches).isEqualTo(2);
        is(ProcessState.RUNNING);
    }

    @Test
    void aStartOnRequestIsHeldWhilePostStopRuns() {
        add(RestartPolicy.When.NEVER, Hook.POST_STOP);
        start();
        stop();
        exit(0);
        start();
        assertThat(launches).isEqualTo(1);
        done("was not done within 30 s and was killed");
        assertThat(launches).isEqualTo(2);
    }

    @Test
    void anotherProcessOfTheSameNameIsHeldToo() {
        add(RestartPolicy.When.NEVER, Hook.POST_STOP);
        start();
        exit(0);
        ProcessGroup group = registry.group("p").orElseThrow();
        registry.remove(group);
        aspects.removed(group);
        add(RestartPolicy.When.NEVER, Hook.PRE_STOP);
        start();
        assertThat(process.state()).isInstanceOf(State.Held.class);
        commands.getFirst().done.accept("");
        is(ProcessState.RUNNING);
    }

    @Test
    void aCommandThatStopsGoesOnBeyondTheEndAndPostStopFollowsIt() {
        add(RestartPolicy.When.NEVER, Hook.STOP, Hook.POST_STOP);
        start();
        stop();
        runs(Hook.STOP);
        assertThat(commands.getLast().limit).isEqualTo(Duration.ofSeconds(10));
        exit(0);
        assertThat(commands).hasSize(1);
        start();
        assertThat(process.state()).isInstanceOf(State.Held.class);
        CompletableFuture<Void> over = hooks.whenOver(List.of(process));
        done("");
        runs(Hook.POST_STOP);
        assertThat(launches).isEqualTo(1);
        assertThat(over).isNotDone();
        done("");
        assertThat(over).isDone();
        assertThat(launches).isEqualTo(2);
        assertThat(signals).isEmpty();
    }

    @Test
    void aRestartRunsAllInOrder() {
        add(RestartPolicy.When.NEVER, Hook.values());
        start();
        runs(Hook.PRE_START);
        done("");
        runs(Hook.POST_START);
        done("");
        process.on(new Event.RestartRequested("test"));
        runs(Hook.PRE_STOP);
        done("");
        runs(Hook.STOP);
        done("");
        exit(0);
        runs(Hook.POST_STOP);
        done("");
        runs(Hook.PRE_START);
        done("");
        runs(Hook.POST_START);
        assertThat(launches).isEqualTo(2);
        assertThat(signals).isEmpty();
    }

    @Test
    void anotherReloadIsRefusedWhileOneRuns() {
        add(RestartPolicy.When.NEVER, Hook.RELOAD);
        start();
        CompletableFuture<String> first = hooks.reload(process, new Running()).orElseThrow();
        runs(Hook.RELOAD);
        assertThat(hooks.reload(process, new Running()).orElseThrow().join()).contains("still runs");
        assertThat(commands).hasSize(1);
        exit(1);
        assertThat(commands.getLast().isKilled).isTrue();
        assertThat(first.join()).isNotEmpty();
    }

    @Test
    void preStopIsRunAgainByTheNextSupervisor() {
        add(RestartPolicy.When.NEVER, Hook.PRE_STOP, Hook.POST_START);
        process.resume(
                remembered(new State.Stopping(
                        new Running(), 0, Duration.ofSeconds(5).toNanos())),
                "found");
        assertThat(commands).isEmpty();
        later.removeFirst().run();
        runs(Hook.PRE_STOP);
        done("");
        assertThat(signals).containsExactly(Signal.TERM);
    }

    @Test
    void postStartIsNotRunAgainByTheNextSupervisor() {
        add(RestartPolicy.When.NEVER, Hook.POST_START, Hook.POST_STOP);
        process.resume(remembered(new State.Running(new Running())), "found");
        later.forEach(Runnable::run);
        assertThat(commands).isEmpty();
        process.on(new Event.ChildExited(new ExitStatus.Lost()));
        runs(Hook.POST_STOP);
        assertThat(commands.getLast().variables).doesNotContainKeys("SUPERVISOR_EXIT_CODE", "SUPERVISOR_SIGNAL");
    }

    private Remembered remembered(State state) {
        History history = new History(Optional.of(time.now()), Optional.empty(), Optional.empty(), "");
        return new Remembered(state, new Goal.Up(new StartOrigin.Autostart(), time.now()), history, 0, 0, false, false);
    }

    @Test
    void hasteEndsAllThatRuns() {
        add(RestartPolicy.When.NEVER, Hook.POST_STOP);
        start();
        exit(0);
        hooks.hasten();
        assertThat(commands.getLast().isKilled).isTrue();
        assertThat(hooks.whenOver(List.of(process))).isNotDone();
        done("was killed");
        assertThat(hooks.whenOver(List.of(process))).isDone();
    }
}

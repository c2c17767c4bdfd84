package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.Answer;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Journal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopRule;
import org.supervisor.server.process.Transition;

/** How long the supervisor waits for its programs when it ends; the test moves time. */
class StoppingTest {
    private static final Duration INSTANT = Duration.ofNanos(1);
    private static final Duration GRACE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop = new EventLoop(new LinuxKernel(time), failures::add);
    private final LogFiles files = new LogFiles(time);
    private final MainLog log = new MainLog(time);
    private final Waiters waiters = new Waiters();
    private final ProcessRegistry registry = new ProcessRegistry();
    private final Requests requests = new Requests(registry, waiters, _ -> Optional.empty(), List::of, (_, _) -> {});
    private final HookRunner hooks =
            new HookRunner(registry, (_, _, _, _) -> HelperCommand.Begun.nothing(), (_, _) -> {}, log, loop);
    private final Stopping stopping = new Stopping(registry, requests, List::of, hooks, loop, log, time);

    @AfterEach
    void close() {
        log.close();
        files.close();
        loop.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void waitsForTheGraceAndFiveSecondsForAProcessThatDoesNotDieOfKill() throws IOException {
        started("stuck", Child.Delivery.SENT);
        CompletableFuture<Void> end = stopping.everything();
        pass(GRACE.plus(Stopping.AFTER_KILL).minus(INSTANT));
        assertThat(end).isNotDone();
        pass(INSTANT);
        assertThat(end).isCompleted();
        assertThat(logged()).contains("leaving 'stuck' (100) behind: it has not died of SIGKILL within 5 s");
    }

    @Test
    void leavesAProcessThatTheKernelDoesNotLetItSignal() throws IOException {
        ManagedProcess process = started("foreign", Child.Delivery.DENIED);
        CompletableFuture<Void> end = stopping.everything();
        assertThat(process.state()).isInstanceOf(State.Unsignallable.class);
        pass(GRACE.plus(Stopping.AFTER_KILL).minus(INSTANT));
        assertThat(end).isNotDone();
        pass(INSTANT);
        assertThat(end).isCompleted();
        assertThat(logged()).contains("leaving 'foreign' (100) running: the kernel does not permit to signal it");
    }

    @Test
    void leavesALaunchThatDoesNotComeToAnEnd() throws IOException {
        ManagedProcess process = process("hangs");
        process.on(new Event.StartRequested("test"));
        CompletableFuture<Void> end = stopping.everything();
        pass(GRACE.plus(Stopping.AFTER_KILL));
        assertThat(end).isCompleted();
        assertThat(logged()).contains("leaving 'hangs' behind: its launch has not come to an end");
    }

    @Test
    void refusesAStartThatWaitsForTheProcessToEnd() throws IOException {
        ManagedProcess process = started("again", Child.Delivery.SENT);
        var _ = requests.stop(process, "again", false);
        CompletableFuture<Void> start = requests.start(process, "again", true);
        CompletableFuture<Answer> ensured = new PerlRequests(waiters, requests, hooks).start(process);
        CompletableFuture<Void> end = stopping.everything();
        process.on(new Event.ChildExited(new ExitStatus.Killed(Signal.TERM, false)));
        assertThat(process.state()).isInstanceOf(State.Stopped.class);
        assertThat(end).isCompleted();
        assertThat(start).isCompletedExceptionally();
        assertThat(ensured).isCompletedExceptionally();
        assertThatThrownBy(start::join).hasCauseInstanceOf(RefusedException.class);
    }

    @Test
    void waitsNoLongerThanItsProgramsLive() throws IOException {
        ManagedProcess process = started("obedient", Child.Delivery.SENT);
        CompletableFuture<Void> end = stopping.everything();
        assertThat(end).isNotDone();
        process.on(new Event.ChildExited(new ExitStatus.Killed(Signal.TERM, false)));
        assertThat(end).isCompleted();
        pass(GRACE.plus(Stopping.AFTER_KILL));
        assertThat(logged()).doesNotContain("leaving");
    }

    private ManagedProcess started(String name, Child.Delivery delivery) {
        ManagedProcess process = process(name);
        process.on(new Event.StartRequested("test"));
        process.on(new Event.Launched(new Deaf(delivery)));
        return process;
    }

    private ManagedProcess process(String name) {
        log.open(
                MainLog.Format.PERL,
                LogLevel.INFO,
                Optional.of(files.open(folder.resolve("log"), 0, 0)),
                Optional.empty());
        ProcessSpec spec = ProcessSpec.builder(name)
                .command("/bin/true")
                .stop(new StopRule(Signal.TERM, 1, GRACE, false, false, false))
                .build();
        var group = new ProcessFactory(_ -> {}, new Following(), time, new Random(1)).group(GroupSpec.of(spec));
        registry.add(group);
        return group.processes().getFirst();
    }

    private void pass(Duration by) {
        time.advance(by);
        for (int turns = 0; turns < 4; turns++) {
            loop.execute(() -> {}); // so that the turn does not wait
            loop.turn();
        }
    }

    private String logged() throws IOException {
        log.close();
        return Files.readString(folder.resolve("log"));
    }

    private record Deaf(Delivery delivery) implements Child {
        @Override
        public int pid() {
            return 100;
        }

        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return delivery;
        }
    }

    /** What of the true one matters here: answers and deadlines. */
    private final class Following implements Journal {
        @Override
        public void changed(Transition transition) {
            ManagedProcess process = transition.process();
            transition
                    .to()
                    .deadlineNanos()
                    .ifPresent(at -> loop.at(at, () -> process.on(new Event.TimeReached(time.nanos()))));
            waiters.moved(process);
        }

        @Override
        public void failed(ManagedProcess process, Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {}
    }
}

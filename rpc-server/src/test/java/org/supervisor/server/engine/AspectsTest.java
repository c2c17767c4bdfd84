package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.supervisor.api.LogLevel;
import org.supervisor.api.Signal;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/** What follows from the events of a process; the test moves time. */
class AspectsTest {
    @TempDir
    private Path folder;

    private final ManualTime time = new ManualTime();
    private final LogFiles files = new LogFiles(time);
    private final MainLog log = new MainLog(time);
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void open() {
        Optional<org.supervisor.server.output.LogFile> file = Optional.of(files.open(folder.resolve("log"), 0, 0));
        log.open(MainLog.Format.PERL, LogLevel.INFO, file, Optional.empty());
    }

    @AfterEach
    void close() {
        log.close();
        files.close();
    }

    @Test
    void takePartInTheOrderOfTheirList() {
        Aspects aspects = of(new Recorder("first"), new Recorder("second"));
        ProcessGroup group = group(aspects);
        aspects.added(group);
        process(group).on(new Event.StartRequested("test"));
        aspects.removed(group);
        assertThat(calls)
                .containsExactly(
                        "first added",
                        "second added",
                        "first STOPPED-STARTING",
                        "second STOPPED-STARTING",
                        "first removed",
                        "second removed");
    }

    @Test
    void oneThatThrowsIsReportedAndKeepsNoOtherFromItsPart() throws IOException {
        Aspects aspects = of(new Broken(), new Recorder("second"));
        ProcessGroup group = group(aspects);
        aspects.added(group);
        process(group).on(new Event.StartRequested("test"));
        process(group).on(new Event.Launched(new FakeChild()));
        process(group).on(new Event.KillRequested("test"));
        aspects.facts(process(group));
        aspects.removed(group);
        assertThat(calls)
                .containsExactly(
                        "second added",
                        "second STOPPED-STARTING",
                        "second STARTING-STARTING",
                        "second SIGKILL",
                        "second STARTING-STOPPING",
                        "second report",
                        "second removed");
        assertThat(logged())
                .contains("p: a mistake in the supervisor itself; it goes on, please report this")
                .contains("broken changed")
                .contains("broken signalled");
    }

    @Test
    void aProcessIsNotLaunchedWithoutWhatAnAspectAdds() {
        Aspects aspects = of(new Recorder("first"), new Broken());
        ManagedProcess process = process(group(aspects));
        ChildEnvironment environment =
                new ChildEnvironment(new EngineSettings.ChildDefaults(Optional.empty(), Map.of(), folder));
        Kernel kernel = new LinuxKernel();
        LaunchPlan plan = new LaunchPlan(process.spec(), Path.of("/bin/true"), environment, kernel);
        assertThatThrownBy(() -> aspects.equip(process, plan)).hasMessage("broken equip");
        assertThat(new LaunchPlanner(environment, aspects, kernel).plan(process))
                .isInstanceOfSatisfying(
                        LaunchPlanner.Planned.Refused.class,
                        refused -> assertThat(refused.refusal().message()).isEqualTo("broken equip"));
    }

    @Test
    void oneThatHoldsAProcessIsAskedBeforeTheLaunchAndReleasesIt() throws IOException {
        Holding db = new Holding();
        Aspects aspects = of(new Recorder("first"), db, new MainLogLines(log));
        List<ManagedProcess> launched = new ArrayList<>();
        Launcher launcher = new Launcher() {
            @Override
            public Gate mayLaunch(ManagedProcess process) {
                return aspects.mayLaunch(process);
            }

            @Override
            public void launch(ManagedProcess process) {
                launched.add(process);
            }
        };
        ProcessSpec spec = ProcessSpec.builder("p").command("/bin/true").build();
        ManagedProcess process =
                process(new ProcessFactory(launcher, aspects, time, new Random(1)).group(GroupSpec.of(spec)));
        process.on(new Event.StartRequested("test"));
        assertThat(process.state()).isEqualTo(new State.Held("waits for db", 1));
        assertThat(launched).isEmpty();
        db.isReady = true;
        process.on(new Event.Released());
        assertThat(launched).containsExactly(process);
        assertThat(calls).containsExactly("first STOPPED-STARTING", "first STARTING-STARTING");
        assertThat(logged())
                .contains("holding p: waits for db, requested by test")
                .contains("starting p");
    }

    @Test
    void aStopOfAHeldProcessIsAnsweredAtOnceAndAStartWhenItRuns() {
        Waiters waiters = new Waiters();
        Aspects aspects = of(waiters);
        Launcher held = new Launcher() {
            @Override
            public Gate mayLaunch(ManagedProcess process) {
                return new Gate.Held("waits for db");
            }

            @Override
            public void launch(ManagedProcess process) {}
        };
        ProcessSpec spec = ProcessSpec.builder("p").command("/bin/true").build();
        ManagedProcess process =
                process(new ProcessFactory(held, aspects, time, new Random(1)).group(GroupSpec.of(spec)));
        Requests requests = new Requests(new ProcessRegistry(), waiters, _ -> Optional.empty(), List::of, (_, _) -> {});
        CompletableFuture<Void> running = requests.start(process, "p", true);
        assertThat(running).isNotDone();
        assertThat(requests.start(process, "p", false)).isCompleted(); // it is wanted by this caller, too
        assertThat(requests.signal(process, "p", Signal.HUP)).isCompletedExceptionally();
        assertThat(requests.stop(process, "p", true)).isCompleted();
        assertThat(running).isCompletedExceptionally();
        assertThat(requests.start(process, "p", false)).isCompleted();
    }

    private Aspects of(Aspect... aspects) {
        return new Aspects(List.of(aspects), new FailureLog(log));
    }

    private ProcessGroup group(Aspects aspects) {
        ProcessSpec spec = ProcessSpec.builder("p").command("/bin/true").build();
        return new ProcessFactory(_ -> {}, aspects, time, new Random(1)).group(GroupSpec.of(spec));
    }

    private static ManagedProcess process(ProcessGroup group) {
        return group.processes().getFirst();
    }

    private String logged() throws IOException {
        log.close();
        return Files.readString(folder.resolve("log"));
    }

    private record FakeChild() implements Child {
        @Override
        public int pid() {
            return 100;
        }

        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private final class Recorder implements Aspect {
        private final String name;

        Recorder(String name) {
            this.name = name;
        }

        private void called(String what) {
            calls.add(name + " " + what);
        }

        @Override
        public void added(ProcessGroup group) {
            called("added");
        }

        @Override
        public void removed(ProcessGroup group) {
            called("removed");
        }

        @Override
        public void changed(Transition transition) {
            called(transition.from().wire() + "-" + transition.to().wire());
        }

        @Override
        public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {
            called(signal.toString());
        }

        @Override
        public void report(ManagedProcess process, Facts facts) {
            called("report");
        }
    }

    private static final class Holding implements Aspect {
        private boolean isReady;

        @Override
        public Gate mayLaunch(ManagedProcess process) {
            return isReady ? Gate.OPEN : new Gate.Held("waits for db");
        }
    }

    private static final class Broken implements Aspect {
        @Override
        public void added(ProcessGroup group) {
            throw new IllegalStateException("broken added");
        }

        @Override
        public void removed(ProcessGroup group) {
            throw new IllegalStateException("broken removed");
        }

        @Override
        public void equip(ManagedProcess process, LaunchPlan plan) throws IOException {
            throw new IOException("broken equip");
        }

        @Override
        public void changed(Transition transition) {
            throw new IllegalStateException("broken changed");
        }

        @Override
        public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {
            throw new IllegalStateException("broken signalled");
        }

        @Override
        public void report(ManagedProcess process, Facts facts) {
            throw new IllegalStateException("broken report");
        }
    }
}

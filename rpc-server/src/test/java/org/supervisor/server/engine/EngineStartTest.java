package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.supervisor.api.ProcessState;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.EnvironmentSources;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.History;
import org.supervisor.server.process.Hook;
import org.supervisor.server.process.Hooks;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ReadyRule;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.Remembered;
import org.supervisor.server.process.ShutdownRule;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.State;

/** What an engine does, and does not do, when it begins. */
class EngineStartTest {
    private final SimulatedKernel kernel = new SimulatedKernel(1, false);

    private Engine engine(List<GroupSpec> groups, LogFiles files, MainLog log) {
        return new Engine(
                new EngineSettings(
                        "test",
                        Optional.empty(),
                        new EngineSettings.AutoLogFolder(Path.of("/"), true),
                        false,
                        new EngineSettings.ChildDefaults(Optional.empty(), Map.of("PATH", "/bin"), Path.of("/")),
                        Optional.empty(),
                        Optional.empty()),
                groups,
                () -> groups,
                log,
                files,
                kernel);
    }

    private static ProcessSpec.Builder spec(String name) {
        return ProcessSpec.builder(name).command("/bin/sh", "reader");
    }

    /** The kernel here fails the test if one of them is made on the loop's thread. */
    @Test
    void noLookUpOfAnAccountHoldsTheLoopUp() {
        ProcessSpec launched = spec("p")
                .user("me")
                .aspect(new EnvironmentSources(List.of(), false, List.of(), true))
                .aspect(new Hooks(Map.of(Hook.PRE_START, "reader"), Duration.ofSeconds(10)))
                .build();
        ProcessSpec reporting = spec("q")
                .user("me")
                .aspect(new HealthChecks(
                        Optional.of(new HealthChecks.Ready(
                                new ReadyRule.Notify(),
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1))),
                        Optional.empty()))
                .build();
        List<GroupSpec> groups = List.of(GroupSpec.of(launched), GroupSpec.of(reporting));
        try (LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = engine(groups, files, log)) {
            engine.prepare();
            kernel.in(Duration.ofMinutes(2).toNanos(), () -> {
                var _ = engine.control().shutdown();
            });
            engine.run();
            kernel.trace.check();
        }
    }

    /** The kernel here fails the test if there is one already. */
    @Test
    void eachLifeOfAProcessHasACgroupOfItsOwn() {
        ProcessSpec limited = spec("p")
                .aspect(CgroupLimits.of(Map.of(CgroupLimits.Control.PIDS_MAX, "9")))
                .build();
        try (LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = engine(List.of(GroupSpec.of(limited)), files, log)) {
            engine.prepare();
            kernel.in(Duration.ofMinutes(1).toNanos(), () -> {
                assertThat(kernel.cgroups).containsExactly("p");
                var _ = engine.control()
                        .stop("p", true)
                        .thenCompose(_ -> engine.control().start("p", true));
            });
            kernel.in(Duration.ofMinutes(2).toNanos(), () -> {
                var _ = engine.control().shutdown();
            });
            engine.run();
            kernel.trace.check();
            assertThat(kernel.cgroups).isEmpty();
        }
    }

    @Test
    void nothingIsStartedOnceTheEndHasBegun() {
        try (LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = engine(List.of(GroupSpec.of(spec("p").build())), files, log)) {
            engine.prepare();
            var _ = engine.control().shutdown();
            engine.run();
            assertThat(kernel.processes.children).isEmpty();
            assertThat(engine.control().process("p").state()).isEqualTo(ProcessState.STOPPED);
        }
    }

    /** If the time grew with the square of their number, this would take many minutes. */
    @Test
    @Timeout(300)
    void tenThousandGroupsWithADependencyEachAreActivated() {
        int count = 10_000;
        List<GroupSpec> groups = new ArrayList<>(List.of(GroupSpec.of(spec("p0").build())));
        for (int i = 1; i < count; i++) {
            groups.add(GroupSpec.of(spec("p" + i)
                    .aspect(new DependsOn(
                            List.of(new DependsOn.Dependency("p" + (i - 1), DependsOn.Condition.READY)),
                            DependsOn.OnFailure.IGNORE))
                    .build()));
        }
        try (LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = engine(groups, files, log)) {
            engine.prepare();
            assertThat(engine.control().processes()).hasSize(count);
        }
    }

    @Test
    void aFailureInTheLifeOfAnEarlierSupervisorDoesNotEndThisOne() {
        ManualTime time = new ManualTime();
        List<Integer> codes = new ArrayList<>();
        try (MainLog log = new MainLog(time)) {
            Shutdowns shutdowns = new Shutdowns(log);
            shutdowns.begunBy(codes::add);
            Aspects aspects = new Aspects(List.of(shutdowns), new FailureLog(log));
            Launcher launcher = _ -> {};
            ManagedProcess process = new ProcessFactory(launcher, aspects, time, new Random(1))
                    .group(GroupSpec.of(spec("p")
                            .start(new StartRule(Duration.ZERO, 1, Backoff.NONE, Dialect.SUPERVISORD))
                            .aspect(new ShutdownRule(true, true))
                            .build()))
                    .processes()
                    .getFirst();
            History none = new History(Optional.empty(), Optional.empty(), Optional.empty(), "");
            Goal wanted = new Goal.Up(new StartOrigin.Autostart(), Instant.EPOCH);
            process.resume(new Remembered(new State.Fatal("no such file"), wanted, none, 0, 0, false, false), "found");
            assertThat(codes).isEmpty();
            process.on(new Event.StartRequested("test"));
            process.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "no such file")));
            assertThat(codes).containsExactly(1);
        }
    }
}

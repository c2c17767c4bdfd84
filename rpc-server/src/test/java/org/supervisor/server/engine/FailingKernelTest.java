package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ProcessSpec;

/** A whole engine in virtual time whose kernel fails at every call of a kind, or does not let it signal. */
class FailingKernelTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final SimulatedKernel kernel = new SimulatedKernel(1, true);
    private final LogFiles files = new LogFiles(kernel);
    private final MainLog log = new MainLog(kernel);
    private final ProcessSpec program = ProcessSpec.builder("p")
            .command("/bin/sh", "reader")
            .autoStart(false)
            .build();
    private final Engine engine = new Engine(
            new EngineSettings(
                    "test",
                    Optional.empty(),
                    new EngineSettings.AutoLogFolder(Path.of("/"), true),
                    false,
                    new EngineSettings.ChildDefaults(Optional.empty(), Map.of("PATH", "/bin"), Path.of("/")),
                    Optional.empty(),
                    Optional.empty()),
            List.of(GroupSpec.of(program)),
            List::of,
            log,
            files,
            kernel);
    private final Control control = engine.control();

    FailingKernelTest() {
        kernel.faults.mayBeRaised = true;
        kernel.faults.spawnFailsOnceIn = Integer.MAX_VALUE;
        kernel.faults.watchFailsOnceIn = Integer.MAX_VALUE;
        kernel.faults.signalFailsOnceIn = Integer.MAX_VALUE;
    }

    @AfterEach
    void close() {
        kernel.faults.isClosing = true;
        engine.close();
        log.close();
        files.close();
        kernel.trace.check();
    }

    /** Runs until it was shut down, and gives the answer to a start that came before. */
    private CompletableFuture<Void> runWithAStart() {
        AtomicReference<CompletableFuture<Void>> start = new AtomicReference<>();
        engine.prepare();
        at(Duration.ofSeconds(1), () -> start.set(control.start("p", true)));
        at(LONG, this::shutDown);
        engine.run();
        assertThat(control.phase()).isEqualTo(SupervisorState.SHUTDOWN);
        return start.get();
    }

    private void at(Duration from, Runnable action) {
        kernel.in(from.toNanos(), action);
    }

    private void assertRefused(CompletableFuture<Void> start) {
        assertThat(start).isCompletedExceptionally();
        assertThatThrownBy(start::join)
                .hasCauseInstanceOf(RefusedException.class)
                .hasMessageContaining("SPAWN_ERROR");
        assertThat(control.process("p").state()).isEqualTo(ProcessState.FATAL);
        assertThat(control.process("p").spawnError()).contains(SimulatedFault.MARK);
    }

    @Test
    void aSpawnerThatAlwaysThrowsFailsTheProgramAndNothingElse() {
        kernel.faults.spawnFailsOnceIn = 1;
        assertRefused(runWithAStart());
        assertThat(kernel.processes.children).isEmpty();
    }

    @Test
    void aChildThatCannotBeConnectedIsKilledAndReaped() {
        kernel.faults.watchFailsOnceIn = 1;
        assertRefused(runWithAStart());
        assertThat(kernel.processes.children).isEmpty();
        assertThat(kernel.processes.statuses).isNotEmpty();
    }

    @Test
    void noCallerWaitsForAChildThatCanNeitherBeConnectedNorKilled() {
        kernel.faults.watchFailsOnceIn = 1;
        kernel.faults.signalFailsOnceIn = 1;
        assertRefused(runWithAStart());
        kernel.processes.children.clear(); // it lives on, and was reported
    }

    @Test
    void aGroupIsRemovedOnlyWhenAProcessThatCannotBeSignalledHasEnded() {
        AtomicReference<CompletableFuture<Void>> tooEarly = new AtomicReference<>();
        AtomicReference<CompletableFuture<Void>> inTime = new AtomicReference<>();
        engine.prepare();
        at(Duration.ofSeconds(1), () -> {
            var _ = control.start("p", false);
        });
        at(Duration.ofSeconds(10), () -> {
            only().untouchableUntil = kernel.nanos() + LONG.toNanos();
            var _ = control.stop("p", false);
        });
        at(Duration.ofSeconds(20), () -> {
            assertThat(control.process("p").state()).isEqualTo(ProcessState.UNKNOWN);
            tooEarly.set(control.removeGroup("p"));
        });
        at(Duration.ofSeconds(30), () -> only().exit(0));
        at(Duration.ofSeconds(40), () -> inTime.set(control.removeGroup("p")));
        at(Duration.ofSeconds(50), this::shutDown);
        engine.run();
        assertThatThrownBy(tooEarly.get()::join).hasMessageContaining("STILL_RUNNING");
        assertThat(inTime.get()).isCompleted();
        assertThat(control.processes()).isEmpty();
    }

    private void shutDown() {
        var _ = control.shutdown();
    }

    private SimulatedChild only() {
        return kernel.processes.children.values().iterator().next();
    }
}

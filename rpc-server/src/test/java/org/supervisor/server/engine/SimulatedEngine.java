package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.LogLevel;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;

/** One engine on a simulated kernel: after a crash there is another. */
final class SimulatedEngine {
    final Engine engine;
    final Control control;
    final SimulatedAspect aspect;
    private final SimulatedKernel kernel;
    private final LogFiles files;
    private final SimulatedCrash crash;
    private SimulatedAspect created;
    private int loggedOrphans;

    /** @param crash decides what of the kernel it gets, and for how long */
    SimulatedEngine(
            SimulatedKernel kernel,
            SimulatedCrash crash,
            List<GroupSpec> groups,
            boolean priorityWaits,
            LogFiles files,
            Optional<EngineSettings.Survival> survival,
            boolean aspectThrows) {
        this.kernel = kernel;
        this.files = files;
        this.crash = crash;
        MainLog log = new MainLog(kernel);
        log.open(MainLog.Format.SUPERVISORD, LogLevel.INFO, Optional.empty(), Optional.empty());
        log.alsoTo(this::logged);
        EngineSettings settings = new EngineSettings(
                "simulated",
                Optional.empty(),
                new EngineSettings.AutoLogFolder(Path.of("/"), true),
                priorityWaits,
                new EngineSettings.ChildDefaults(Optional.empty(), Map.of("PATH", "/bin"), Path.of("/")),
                Optional.empty(),
                survival);
        engine = new Engine(
                settings, groups, () -> groups, log, files, crash.kernel(kernel), Optional.<AspectSource>of(loop -> {
                    created = new SimulatedAspect(kernel, loop, aspectThrows);
                    return List.of(created);
                }));
        aspect = created;
        control = engine.control();
    }

    private void logged(LogLevel level, String line) {
        if (crash.hasCrashed()) {
            return;
        }
        if (line.contains("a mistake in the supervisor") && !line.contains(SimulatedFault.MARK)) {
            kernel.trace.violated(line);
        }
        if (line.contains("reaped unknown pid")) {
            loggedOrphans++;
        }
    }

    /** How many orphans it has reaped, by its log. */
    int loggedOrphans() {
        return loggedOrphans;
    }

    /** Closes it in good order. */
    void close() {
        engine.close();
        files.close();
    }

    /** Closes its log files when it has failed or crashed. */
    void closeFiles() {
        files.close();
    }
}

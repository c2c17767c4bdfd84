package org.supervisor.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apiguardian.api.API;
import org.supervisor.api.Answer;
import org.supervisor.api.LogLevel;
import org.supervisor.api.ProcessState;
import org.supervisor.api.SupervisorState;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.engine.EngineSettings;
import org.supervisor.server.engine.LinuxKernel;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.engine.RefusedException;
import org.supervisor.server.output.LogFile;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.TimeSource;

/**
 * A supervisor inside another program: no file, no network. Safe for use by any thread.
 *
 * <pre>{@code
 * ProcessSpec worker = ProcessSpec.builder("worker").command("/usr/bin/worker", "--fast").startWait(ofSeconds(1)).build();
 * try (Supervisor supervisor = Supervisor.of(worker)) {
 *     supervisor.start("worker");            // STARTED once it has stayed alive for a second
 *     supervisor.isAlive("worker");          // true
 *     supervisor.reload("worker");           // RELOADED: it got HUP
 *     supervisor.stop("worker");             // STOPPED once it is gone
 * }                                          // stops what still runs
 * }</pre>
 *
 * The JVM needs {@code --enable-native-access=ALL-UNNAMED}, or it warns.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class Supervisor implements AutoCloseable {
    private final LogFiles files = new LogFiles(TimeSource.SYSTEM);
    private final MainLog log = new MainLog(TimeSource.SYSTEM);
    private final Engine engine;
    private final Thread loop;

    private Supervisor(List<ProcessSpec> programs, Optional<Path> logfile, boolean priorityWaits) {
        List<GroupSpec> groups =
                requireDistinct(programs).stream().map(GroupSpec::of).toList();
        Optional<LogFile> file = logfile.map(path -> files.open(path, 0, 0));
        log.open(MainLog.Format.PERL, LogLevel.INFO, file, Optional.empty());
        EngineSettings settings = new EngineSettings(
                "supervisor",
                logfile,
                new EngineSettings.AutoLogFolder(Path.of(System.getProperty("java.io.tmpdir")), true),
                priorityWaits,
                new EngineSettings.ChildDefaults(Optional.empty(), Inherited.environment(), NativeText.folder()),
                Optional.empty(),
                Optional.empty());
        engine = new Engine(settings, groups, () -> groups, log, files, new LinuxKernel());
        engine.prepare();
        loop = Thread.ofPlatform().name("supervisor").start(engine::run);
    }

    private static List<ProcessSpec> requireDistinct(List<ProcessSpec> programs) {
        Set<ProcessName> names = new HashSet<>();
        for (ProcessSpec program : programs) {
            if (!names.add(program.name())) {
                throw new IllegalArgumentException("two programs are called " + program.name() + "; names must differ");
            }
        }
        return programs;
    }

    /** Supervises these programs without a log; those with {@code autoStart} are started at once. */
    public static Supervisor of(ProcessSpec... programs) {
        return new Supervisor(List.of(programs), Optional.empty(), false);
    }

    /** Builds a supervisor. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds a supervisor. Not thread-safe. */
    public static final class Builder {
        private final List<ProcessSpec> programs = new ArrayList<>();
        private Optional<Path> logfile = Optional.empty();
        private boolean priorityWaits;

        private Builder() {}

        /** Adds a program; names must differ. */
        public Builder program(ProcessSpec program) {
            programs.add(program);
            return this;
        }

        /** The file to which the supervisor logs. */
        public Builder logfile(Path path) {
            logfile = Optional.of(path);
            return this;
        }

        /** Whether programs wait until those with a lower priority are running. */
        public Builder priorityWaits(boolean value) {
            priorityWaits = value;
            return this;
        }

        /** Begins to supervise; programs with {@code autoStart} are started at once. */
        public Supervisor start() {
            return new Supervisor(List.copyOf(programs), logfile, priorityWaits);
        }
    }

    /** Starts a program unless it runs, and waits for the outcome. */
    public Answer start(String name) {
        return engine.control().ensureStarted(name).join();
    }

    /** Stops a program if it runs, and waits until it is gone. */
    public Answer stop(String name) {
        return engine.control().ensureStopped(name).join();
    }

    /** Kills a program if it runs, and waits until it is gone. */
    public Answer kill(String name) {
        return engine.control().kill(name).join();
    }

    /** Makes a program reload, by its command or its signal. */
    public Answer reload(String name) {
        return engine.control().reload(name).join();
    }

    /**
     * Whether there is a process.
     *
     * @throws RefusedException if there is no program of that name
     */
    public boolean isAlive(String name) {
        ProcessView view = process(name);
        ProcessState state = view.state();
        return !view.isHeld() && isWithProcess(state);
    }

    private static boolean isWithProcess(ProcessState state) {
        return state == ProcessState.STARTING || state == ProcessState.RUNNING || state == ProcessState.STOPPING;
    }

    /**
     * The present state of a program.
     *
     * @throws RefusedException if there is no program of that name
     */
    public ProcessView process(String name) {
        return engine.control().process(name);
    }

    /** Everything else that can be requested. */
    public Control control() {
        return engine.control();
    }

    /** Stops all programs, as their stop rules say, and waits until they are gone. */
    @Override
    public void close() {
        try {
            if (engine.control().phase() == SupervisorState.RUNNING) {
                CompletableFuture<Void> begun = engine.control().shutdown();
                begun.join();
            }
            loop.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            engine.lifetime().hasten();
        } finally {
            engine.close();
            log.close();
            files.close();
        }
    }
}

package org.supervisor.server.engine;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.apiguardian.api.API;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessSpec;

/**
 * What is true of one process at one moment. Published by the loop at every change; immutable, for any thread.
 *
 * @param spec how it was configured
 * @param state the state that clients are shown
 * @param pid 0 if there is no process
 * @param lastRun when it was last launched, and how it last ended
 * @param spawnError why it could not be started, is held, or ended badly; empty if all is well
 * @param stdoutLog the file stdout goes to, if any
 * @param stderrLog the file stderr goes to, if any
 */
@API(status = API.Status.EXPERIMENTAL)
public record ProcessView(
        ProcessSpec spec,
        ProcessState state,
        int pid,
        LastRun lastRun,
        String spawnError,
        Optional<Path> stdoutLog,
        Optional<Path> stderrLog) {
    /**
     * The times of a process.
     *
     * @param started when it was last launched
     * @param stopped when it last ended
     * @param exit how it last ended; empty if it never did, or if it ended too quickly to count
     */
    public record LastRun(Optional<Instant> started, Optional<Instant> stopped, Optional<ExitStatus> exit) {
        /** Never launched. */
        public static final LastRun NONE = new LastRun(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether it is to be launched, but held back: {@link #spawnError} is the reason. */
    public boolean isHeld() {
        return state == ProcessState.STARTING && !spawnError.isEmpty();
    }

    /** Its address. */
    public ProcessName name() {
        return spec.name();
    }

    /** The file one of its streams goes to, if any. */
    public Optional<Path> log(LogStream stream) {
        return switch (stream) {
            case STDOUT -> stdoutLog;
            case STDERR -> stderrLog;
        };
    }
}

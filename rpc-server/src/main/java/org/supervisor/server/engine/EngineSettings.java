package org.supervisor.server.engine;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.survival.StateDirectory;

/**
 * What the engine needs to know about the daemon around it.
 *
 * @param identifier the daemon's name
 * @param mainLog its log file, if any
 * @param autoLogs where automatic log files are
 * @param priorityWaits whether programs wait until those with a lower priority are running
 * @param children what children inherit
 * @param childOutput how lines of all children are copied to standard output; empty: not at all
 * @param survival what it leaves for the daemon after it; empty: nothing
 */
public record EngineSettings(
        String identifier,
        Optional<Path> mainLog,
        AutoLogFolder autoLogs,
        boolean priorityWaits,
        ChildDefaults children,
        Optional<OutputSpec.Format> childOutput,
        Optional<Survival> survival) {
    /** What holds the pipes of programs while no daemon runs, if they run on then. */
    Optional<Path> keeper() {
        return survival.filter(Survival::adopts).map(Survival::directory).map(StateDirectory::keeper);
    }

    /** Tells the marks of this daemon's programs from those of others; the next daemon in its place has the same. */
    String identity() {
        return survival.map(wanted -> wanted.directory().identity())
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    /**
     * Where automatic log files are.
     *
     * @param path the folder
     * @param keepsOld whether those of an earlier run stay
     */
    public record AutoLogFolder(Path path, boolean keepsOld) {}

    /**
     * How programs outlive this daemon.
     *
     * @param directory where their state is written down, held by this daemon
     * @param adopts whether programs run on and are taken over; otherwise the next daemon stops what is left of them
     */
    public record Survival(StateDirectory directory, boolean adopts) {}

    /**
     * What children get unless their program has its own.
     *
     * @param serverUrl the value of SUPERVISOR_SERVER_URL, if any
     * @param environment the variables
     * @param directory the working directory; absolute
     */
    public record ChildDefaults(Optional<String> serverUrl, Map<String, String> environment, Path directory) {}
}

package org.supervisor.server;

import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.engine.EngineSettings;
import org.supervisor.server.os.Handover;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.survival.StateDirectory;

/**
 * Holds the folder in which the state of programs is written down for the next daemon. Where it is not to be had the daemon
 * works without, and reports it. Confined to one thread.
 */
final class StateHolder implements AutoCloseable {
    private final boolean adopts;
    private Optional<StateDirectory> held = Optional.empty();
    private Optional<String> complaint = Optional.empty();

    private StateHolder(boolean adopts) {
        this.adopts = adopts;
    }

    /**
     * Holds the folder.
     *
     * @param handover has the hold on it, if an earlier build in this process had it
     * @throws StartException another daemon holds the one that is configured
     */
    static StateHolder hold(Loaded loaded, Path configuration, Handover handover) {
        DaemonSpec.Survival spec = loaded.spec().daemon().survival();
        StateHolder holder = new StateHolder(spec.adopts());
        Path path = path(loaded, configuration);
        switch (StateDirectory.hold(path, handover)) {
            case StateDirectory.Outcome.Held(StateDirectory directory) -> holder.held = Optional.of(directory);
            case StateDirectory.Outcome.Unusable(Path _, String reason) ->
                holder.complaint = Optional.of("the state directory " + path + " cannot be used: " + reason
                        + "; programs will not survive the death of this daemon; set statedir to a folder that only"
                        + " our user can write");
            case StateDirectory.Outcome.HeldByAnother(Path _, String pid) -> {
                if (spec.statedir().isPresent()) {
                    throw alreadyRunning(loaded.spec().dialect(), path, pid);
                }
                holder.complaint = Optional.of("the state directory " + path + " is held by the supervisor with pid "
                        + pid + "; programs will not survive the death of this daemon; give each a statedir of its"
                        + " own");
            }
        }
        return holder;
    }

    /** Where the folder is. */
    static Path path(Loaded loaded, Path configuration) {
        return loaded.spec()
                .daemon()
                .survival()
                .statedir()
                .orElseGet(() -> StateDirectory.usual(configuration, Inherited.environment()));
    }

    /** Lets the build that this process becomes hold the folder. */
    void handOver(Handover handover) {
        held.ifPresent(directory -> directory.handOver(handover));
    }

    private static StartException alreadyRunning(Dialect dialect, Path path, String pid) {
        String remedy = ": it holds the state directory " + path + "; stop it first, or set another statedir";
        return switch (dialect) {
            case PERL -> new StartException(ExitCode.FAILED, "supervisor is already running: " + pid + remedy);
            case SUPERVISORD ->
                new StartException(ExitCode.USAGE, "Error: supervisord is already running with pid " + pid + remedy);
        };
    }

    /** Reports once why the folder cannot be used, if so. */
    void report(MainLog log) {
        complaint.ifPresent(log::warn);
        complaint = Optional.empty();
    }

    /** What the engine has to know; empty: nothing survives. */
    Optional<EngineSettings.Survival> settings() {
        return held.map(directory -> new EngineSettings.Survival(directory, adopts));
    }

    @Override
    public void close() {
        held.ifPresent(StateDirectory::close);
        held = Optional.empty();
    }
}

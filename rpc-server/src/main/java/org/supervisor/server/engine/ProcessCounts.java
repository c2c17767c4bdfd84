package org.supervisor.server.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import org.supervisor.api.StreamAccount;
import org.supervisor.server.process.ProcessName;

/**
 * What is counted of one process.
 *
 * @param isWanted whether it is wanted up
 * @param isHealthy what its checks have found; empty: it has none, or there is no result yet
 * @param runs how it has started and ended
 * @param streams where its output went
 */
@API(status = API.Status.EXPERIMENTAL)
public record ProcessCounts(
        ProcessName name, boolean isWanted, Optional<Boolean> isHealthy, Runs runs, List<StreamAccount> streams) {
    /** How a process can end. */
    public enum Ending {
        /** By itself, with an exit code that is expected. */
        EXPECTED,
        /** By itself, with another exit code, or in a way that is not known. */
        UNEXPECTED,
        /** By a signal that the supervisor has not sent. */
        SIGNALLED,
        /** Before it counted as running. */
        EARLY,
        /** While it was being stopped. */
        STOPPED,
        /** While it was being stopped, by KILL after all time to end had passed, or because that was requested. */
        KILLED
    }

    /**
     * How a process has started and ended.
     *
     * @param launches launches that have succeeded
     * @param refused launches that have failed
     * @param restarts launches that were ordered without a request for them: after an end, a failed start or a failed check
     * @param pauses how often it has waited before that
     * @param endings how often it has ended, by the way
     * @param lastStart from the order to launch it until it was running, the last time; empty: it never was
     */
    public record Runs(
            long launches,
            long refused,
            long restarts,
            long pauses,
            Map<Ending, Long> endings,
            Optional<Duration> lastStart) {
        /** Nothing has happened yet. */
        public static final Runs NONE = new Runs(0, 0, 0, 0, Map.of(), Optional.empty());
    }
}

package org.supervisor.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.api.LogLevel;
import org.supervisor.server.process.OutputSpec;

/**
 * The settings of the daemon itself.
 *
 * @param identifier its name towards clients and event listeners
 * @param log its main log
 * @param process its own process
 * @param children the processes of all programs
 * @param http the limits on the clients of its servers
 * @param survival how programs outlive the daemon
 * @param stallLimit how long the event loop may stand still until the daemon ends itself; 0: forever
 */
public record DaemonSpec(
        String identifier,
        Log log,
        OwnProcess process,
        Children children,
        HttpLimitsSpec http,
        Survival survival,
        Duration stallLimit) {
    /**
     * The main log.
     *
     * @param file absolute, perhaps a device; empty: standard error, or syslog
     * @param toSyslog whether it goes to syslog
     * @param maxBytes the size at which it is rotated; 0: never
     * @param backups how many old logs are kept
     * @param level the lowest level that is written
     * @param silent whether it is kept off standard output in the foreground
     * @param audit the audit log; empty: there is none
     */
    public record Log(
            Optional<Path> file,
            boolean toSyslog,
            long maxBytes,
            int backups,
            LogLevel level,
            boolean silent,
            Optional<Audit> audit) {}

    /**
     * The audit log.
     *
     * @param file absolute
     * @param maxBytes the size at which it is rotated; 0: never
     * @param backups how many old ones are kept, 1 or more
     * @param refusesChanges whether nothing may be changed while it cannot be written
     */
    public record Audit(Path file, long maxBytes, int backups, boolean refusesChanges) {}

    /**
     * The daemon's own process.
     *
     * @param pidfile where its process id is written, absolute
     * @param nodaemon whether it stays in the foreground
     * @param umask 0 to 0777; empty: 022 when the daemon detaches, else the one it was started with
     * @param user the user to become, a name or a number
     * @param directory the working directory; empty: where it was started
     * @param minfds how many file descriptors it must be able to open
     * @param minprocs how many processes it must be able to have
     */
    public record OwnProcess(
            Optional<Path> pidfile,
            boolean nodaemon,
            OptionalInt umask,
            Optional<String> user,
            Optional<Path> directory,
            int minfds,
            int minprocs) {}

    /**
     * The processes of all programs.
     *
     * @param logDir the folder of AUTO logs
     * @param nocleanup whether AUTO logs of an earlier run are kept
     * @param stripAnsi whether terminal escapes are removed from their logs
     * @param output how their lines are copied to standard output in the foreground; empty: not at all
     * @param priorityWaits whether they wait until those with a lower priority are running
     */
    public record Children(
            Path logDir,
            boolean nocleanup,
            boolean stripAnsi,
            Optional<OutputSpec.Format> output,
            boolean priorityWaits) {}

    /**
     * How programs outlive the daemon.
     *
     * @param statedir where the state of programs is written down, absolute; empty: the usual place
     * @param adopts whether programs run on when the daemon is gone, and the next one takes them over
     */
    public record Survival(Optional<Path> statedir, boolean adopts) {}
}

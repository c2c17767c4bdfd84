package org.supervisor.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.api.LogLevel;
import org.supervisor.server.process.OutputSpec;

/**
 * What concerns the daemon itself.
 *
 * @param identifier its name towards clients and event listeners
 * @param logfile its log, absolute, perhaps a device; empty: standard error, or syslog
 * @param logToSyslog whether the log goes to syslog
 * @param logfileMaxBytes the size at which the log is rotated; 0: never
 * @param logfileBackups how many old logs are kept
 * @param logLevel how much the log says
 * @param pidfile where its process id is written, absolute
 * @param umask 0 to 0777; empty: 022 when the daemon detaches, else the one it was started with
 * @param nodaemon whether it stays in the foreground
 * @param silent whether the log is kept off standard output in the foreground
 * @param minfds how many file descriptors it must be able to open
 * @param minprocs how many processes it must be able to have
 * @param nocleanup whether AUTO logs of an earlier run are kept
 * @param childLogDir the folder of AUTO logs
 * @param user whom to become, a name or a number
 * @param directory the working directory; empty: where it was started
 * @param stripAnsi whether terminal escapes are removed from the logs of children
 * @param childOutput how lines of all children are copied to standard output in the foreground; empty: not at all
 * @param http what the clients of its servers may take
 * @param stallLimit how long the event loop may stand still until the daemon ends itself; 0: for ever
 */
public record DaemonSpec(
        String identifier,
        Optional<Path> logfile,
        boolean logToSyslog,
        long logfileMaxBytes,
        int logfileBackups,
        LogLevel logLevel,
        Optional<Path> pidfile,
        OptionalInt umask,
        boolean nodaemon,
        boolean silent,
        int minfds,
        int minprocs,
        boolean nocleanup,
        Path childLogDir,
        Optional<String> user,
        Optional<Path> directory,
        boolean stripAnsi,
        Optional<OutputSpec.Format> childOutput,
        HttpLimitsSpec http,
        Duration stallLimit) {}

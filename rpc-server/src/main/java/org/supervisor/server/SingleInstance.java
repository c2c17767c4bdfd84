package org.supervisor.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.os.LockedFile;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Dialect;

/** Lets no second daemon run with the same pid file, with the messages of each dialect. Confined to one thread. */
final class SingleInstance {
    private final Optional<PidFile> file;
    private boolean hasStarted;

    /** @param pidfile the pid file; empty: any number of daemons may run */
    SingleInstance(Optional<Path> pidfile) {
        this.file = pidfile.map(PidFile::new);
    }

    /** This process was an earlier build of the daemon: it does not end for a file any more. */
    void goesOn() {
        hasStarted = true;
    }

    /**
     * Checks before anything else, as the Perl original does; supervisord finds out when it writes the file.
     *
     * @throws StartException a supervisor with this pid file runs
     */
    void refuseSecond(Dialect dialect) {
        if (dialect == Dialect.PERL) {
            OptionalInt holder = file.map(PidFile::holder).orElse(OptionalInt.empty());
            if (holder.isPresent()) {
                throw new StartException(ExitCode.FAILED, "supervisor is already running: " + holder.getAsInt());
            }
        }
    }

    /**
     * Writes the pid file. The daemon's work does not need it, so a file that cannot be written is only reported.
     *
     * @throws StartException another daemon has locked the file, and this one is just starting
     */
    void acquire(Dialect dialect, MainLog log) {
        file.ifPresent(pidFile -> {
            switch (pidFile.write()) {
                case LockedFile.Outcome.Held _ -> {}
                case LockedFile.Outcome.Failed(String reason) ->
                    log.critical("could not write pidfile " + pidFile.path() + ": " + reason
                            + "; the daemon goes on without it; set pidfile to a file that our user may write");
                case LockedFile.Outcome.HeldByAnother _
                when hasStarted ->
                    log.critical(
                            "could not write pidfile " + pidFile.path() + ": another process has locked it meanwhile");
                case LockedFile.Outcome.HeldByAnother _ -> throw alreadyRunning(pidFile, dialect, log);
            }
        });
        hasStarted = true;
    }

    /** Removes the pid file, if it is still ours. */
    void release() {
        file.ifPresent(PidFile::remove);
    }

    private static StartException alreadyRunning(PidFile file, Dialect dialect, MainLog log) {
        OptionalInt pid = file.pid();
        String holder = pid.isPresent() ? Integer.toString(pid.getAsInt()) : "unknown";
        return switch (dialect) {
            case PERL -> new StartException(ExitCode.FAILED, "supervisor is already running: " + holder);
            case SUPERVISORD -> {
                String message = "supervisord is already running with pid " + holder + ": it holds the pid file "
                        + file.path() + "; stop it first, or set another pidfile for this one";
                log.critical(message);
                yield new StartException(ExitCode.USAGE, "Error: " + message);
            }
        };
    }
}

package org.supervisor.server;

import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.api.LogLevel;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.config.Warning;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Syslog;
import org.supervisor.server.output.LibraryLog;
import org.supervisor.server.output.LogFile;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Dialect;

/** Opens the main log that is configured, and writes its first and its last lines. */
final class DaemonLog {
    private static final Path STANDARD_ERROR = Path.of("/dev/stderr");

    private DaemonLog() {}

    /** Opens the log, and reports the warnings about the configuration. */
    static void open(MainLog log, LogFiles files, Loaded loaded) {
        SupervisorSpec spec = loaded.spec();
        DaemonSpec daemon = spec.daemon();
        Optional<LogFile> file = daemon.log()
                .file()
                .map(path ->
                        files.open(path, daemon.log().maxBytes(), daemon.log().backups()));
        if (daemon.log().toSyslog()) {
            log.alsoTo((level, line) -> Syslog.write(priority(level), line));
        }
        LogLevel threshold = daemon.log().level();
        switch (spec.dialect()) {
            case PERL ->
                log.open(
                        MainLog.Format.PERL,
                        threshold,
                        file.or(() -> Optional.of(files.open(STANDARD_ERROR, 0, 0))),
                        Optional.empty());
            case SUPERVISORD ->
                log.open(
                        MainLog.Format.SUPERVISORD,
                        threshold,
                        file,
                        daemon.process().nodaemon() && !daemon.log().silent()
                                ? Optional.of(files.openStandardOutput())
                                : Optional.empty());
        }
        loaded.warnings().stream().map(Warning::toString).forEach(log::warn);
        if (spec.dialect() == Dialect.SUPERVISORD) {
            warnOfRisks(log, spec);
        }
        LibraryLog.to(log);
    }

    /** The first lines once the daemon answers. */
    static void started(MainLog log, SupervisorSpec spec) {
        switch (spec.dialect()) {
            case SUPERVISORD -> {
                if (spec.supervisorRpc()) {
                    log.info("RPC interface 'supervisor' initialized");
                }
                log.info("supervisord started with pid " + Daemon.pid());
            }
            case PERL -> log.info("starting processes");
        }
    }

    /** The last line once all programs have ended. */
    static void stopped(MainLog log, SupervisorSpec spec) {
        if (spec.dialect() == Dialect.PERL) {
            log.warn("shutting down");
        }
    }

    private static Syslog.Priority priority(LogLevel level) {
        return switch (level) {
            case CRITICAL -> Syslog.Priority.CRITICAL;
            case ERROR -> Syslog.Priority.ERROR;
            case WARN -> Syslog.Priority.WARNING;
            case INFO -> Syslog.Priority.INFO;
            case DEBUG, TRACE, BLATHER -> Syslog.Priority.DEBUG;
        };
    }

    private static void warnOfRisks(MainLog log, SupervisorSpec spec) {
        if (Daemon.isRoot() && spec.daemon().process().user().isEmpty()) {
            log.critical("Supervisor is running as root.  Privileges were not dropped because no user is specified in"
                    + " the config file.  If you intend to run as root, you can set user=root in the config file to"
                    + " avoid this message.");
        }
        for (HttpSpec server : spec.servers()) {
            if (server.credentials().isEmpty()
                    && spec.users().isEmpty()
                    && spec.tokens().isEmpty()) {
                log.critical("Server '" + server.section() + "' running without any HTTP authentication checking");
            }
        }
    }
}

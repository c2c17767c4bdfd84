package org.supervisor.server.engine;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.supervisor.api.FaultCode;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.ManagedProcess;

/** What can be requested of log files: those of processes, and the daemon's own. Loop's thread. */
final class Logs {
    private final Optional<Path> path;
    private final MainLog main;
    private final ChildLogs children;
    private final LogFiles files;

    /**
     * The log files of an engine.
     *
     * @param path the file of the main log, if it has one
     */
    Logs(Optional<Path> path, MainLog main, ChildLogs children, LogFiles files) {
        this.path = path;
        this.main = main;
        this.children = children;
        this.files = files;
    }

    /** The daemon's own log file, if it has one. Any thread. */
    Optional<Path> mainLog() {
        return path;
    }

    /** Closes all log files and opens them again by their names, because they may have been moved. Returns how many. */
    int reopen() {
        int count = files.reopenAll();
        main.info("log files reopened: " + count + ", requested by " + Caller.current());
        return count;
    }

    /**
     * Empties the log files of a process.
     *
     * @throws RefusedException FAILED
     */
    void clear(ManagedProcess process) {
        emptied(process.name() + ": ", () -> children.clear(process));
    }

    /** A log that cannot be emptied is no mistake of ours: its folder was removed, or it is a folder by now. */
    private static void emptied(String whose, Runnable step) {
        try {
            step.run();
        } catch (UncheckedIOException failure) {
            throw new RefusedException(FaultCode.FAILED, whose + failure.getMessage());
        }
    }

    /**
     * Empties the daemon's own log.
     *
     * @throws RefusedException NO_FILE or FAILED
     */
    void clearMainLog() {
        if (path.filter(Files::exists).isEmpty()) {
            throw new RefusedException(FaultCode.NO_FILE, null);
        }
        emptied("", main::clear);
    }

    /** Calls back on the loop's thread whenever a log file has changed. Any thread. */
    Control.Subscription onActivity(Path file, Runnable callback) {
        return files.onActivity(file, callback)::close;
    }
}

package org.supervisor.server.engine;

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

    /** Closes all log files and opens them by their names, for they may have been moved: how many. */
    int reopen() {
        int count = files.reopenAll();
        main.info("log files opened anew: " + count + ", asked for by " + Asker.named());
        return count;
    }

    /**
     * Empties the log files of a process.
     *
     * @throws java.io.UncheckedIOException one cannot be emptied
     */
    void clear(ManagedProcess process) {
        children.clear(process);
    }

    /**
     * Empties the daemon's own log.
     *
     * @throws RefusedException NO_FILE
     */
    void clearMainLog() {
        if (path.filter(Files::exists).isEmpty()) {
            throw new RefusedException(FaultCode.NO_FILE, null);
        }
        main.clear();
    }

    /** Calls back on the loop's thread whenever a log file has changed. Any thread. */
    Control.Subscription onActivity(Path file, Runnable callback) {
        return files.onActivity(file, callback)::close;
    }
}

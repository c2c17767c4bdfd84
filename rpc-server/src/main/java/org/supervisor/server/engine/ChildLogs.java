package org.supervisor.server.engine;

import java.io.IOException;
import java.util.Optional;
import org.supervisor.server.output.AutoLogs;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.FailureReason;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Refusal;

/**
 * The log files of processes: names those that the daemon chooses the names of, creates them at a launch, empties them on
 * request and reports what went into them. Loop's thread.
 */
final class ChildLogs implements Aspect {
    private final EngineSettings settings;
    private final AutoLogs autoLogs;
    private final LogFiles files;
    private final ProcessEntries entries;
    private final MainLog log;

    /** @param earlier automatic log files that are used on */
    ChildLogs(EngineSettings settings, LogFiles files, ProcessEntries entries, MainLog log, AutoLogs.Earlier earlier) {
        this.settings = settings;
        this.autoLogs = new AutoLogs(settings.autoLogs().path(), settings.identifier(), earlier);
        this.files = files;
        this.entries = entries;
        this.log = log;
    }

    /** Removes automatic log files of an earlier run, if that is configured. */
    void removeLeftovers() {
        if (!settings.autoLogs().keepsOld()) {
            autoLogs.removeLeftovers()
                    .ifPresent(failure ->
                            log.warn("old automatic logs could not be removed: " + FailureReason.withFile(failure)));
        }
    }

    /** Where the output of a process goes; creates its automatic log files. */
    LogPlan plan(ManagedProcess process) {
        try {
            return LogPlan.make(process.spec(), autoLogs);
        } catch (IOException e) {
            log.error("no log file for " + process.name() + " could be created in "
                    + settings.autoLogs().path() + "; its output is not logged: " + FailureReason.withFile(e));
            return LogPlan.discard(process.spec());
        }
    }

    /** Creates the log files that are missing, so that the log of a process that was started can be read. */
    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) throws IOException {
        ProcessEntry entry = entries.of(process);
        Optional<Refusal> unusable = entry.logs().problem();
        if (unusable.isPresent()) {
            throw new IOException(unusable.get().message());
        }
        entry.createLogs(files);
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        ProcessEntry entry = entries.of(process);
        facts.addStreams(entry.accounts());
        entry.logTrouble().ifPresent(words -> facts.add("log_trouble", words));
    }

    @Override
    public String remark(ManagedProcess process) {
        return entries.of(process).logTrouble().orElse("");
    }

    /**
     * Empties the log files of a process.
     *
     * @throws java.io.UncheckedIOException one cannot be emptied
     */
    void clear(ManagedProcess process) {
        entries.of(process).clearLogs(files);
    }
}

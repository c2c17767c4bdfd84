package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.AccountFile;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.survival.StateDirectory;

/** Lets the byte counts of processes outlive this daemon, and goes on with those of the daemon before. Loop's thread. */
final class AccountNotes implements Aspect {
    private final ProcessEntries entries;
    private final AccountFile file;
    private final Set<ManagedProcess> kept = new HashSet<>();

    AccountNotes(ProcessEntries entries, AccountFile file) {
        this.entries = entries;
        this.file = file;
    }

    /** With a file in a state directory; that it cannot be used is logged. */
    static AccountNotes in(StateDirectory directory, ProcessEntries entries, MainLog log) {
        return new AccountNotes(entries, AccountFile.open(directory.path(), log::warn));
    }

    /**
     * Goes on with what was counted before.
     *
     * @param remembered of which processes
     */
    void restore(Set<ProcessName> remembered) {
        Map<AccountFile.Key, ByteCounts.Settled> before = file.known();
        Map<AccountFile.Key, ByteCounts.Settled> goOn = new HashMap<>();
        for (ProcessEntry entry : entries.all()) {
            ProcessName name = entry.process().name();
            if (remembered.contains(name)) {
                for (LogStream stream : entry.countedStreams()) {
                    AccountFile.Key key = new AccountFile.Key(name, stream);
                    ByteCounts.Settled settled = before.get(key);
                    if (settled != null) {
                        entry.counts(stream).resume(settled);
                        goOn.put(key, settled);
                    }
                }
                keep(entry.process());
            }
        }
        file.begin(goOn);
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        keep(process);
    }

    private void keep(ManagedProcess process) {
        if (kept.add(process)) {
            ProcessEntry entry = entries.of(process);
            for (LogStream stream : entry.countedStreams()) {
                AccountFile.Key key = new AccountFile.Key(process.name(), stream);
                entry.counts(stream).keptBy(settled -> file.write(key, settled));
            }
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            kept.remove(process);
            file.remove(process.name());
        }
    }

    /** Everything runs on. */
    void leave() {
        file.close();
    }

    /** Everything has been stopped. */
    void end() {
        file.delete();
    }
}

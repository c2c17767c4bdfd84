package org.supervisor.server.survival;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.supervisor.api.HistoryEntry;
import org.supervisor.api.LogStream;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.State;

/**
 * What an earlier supervisor has left.
 *
 * @param processes all that it had
 * @param leftovers those of a supervisor before it that it was stopping
 * @param launches those that it was about to launch: the inode of the pipe that was to be the standard output
 * @param history what happened to its processes lately, oldest first
 * @param lastNote when it wrote last; empty: there was none
 */
public record Memory(
        Map<ProcessName, ProcessRecord> processes,
        Map<ProcessName, ProcessRecord> leftovers,
        Map<ProcessName, Long> launches,
        Map<ProcessName, List<HistoryEntry>> history,
        Optional<Instant> lastNote) {
    /** There was no earlier one. */
    public static final Memory NONE = new Memory(Map.of(), Map.of(), Map.of(), Map.of(), Optional.empty());

    /** The child that a process had, if it had one that was to outlive its supervisor. */
    public Optional<ChildIdentity> child(ProcessName name) {
        return Optional.ofNullable(processes.get(name))
                .filter(process -> !process.isBound())
                .map(process -> process.remembered().state())
                .filter(state -> state instanceof State.Alive)
                .map(state -> ((RecordedChild) ((State.Alive) state).child()).identity());
    }

    /** The log file that the earlier supervisor has chosen for a stream. */
    public Optional<Path> autoLog(ProcessName name, LogStream stream) {
        return Optional.ofNullable(processes.get(name))
                .flatMap(process -> Optional.ofNullable(process.autoLogs().get(stream)));
    }

    /** All log files that the earlier supervisor has chosen the names of. */
    public Set<Path> autoLogs() {
        return processes.values().stream()
                .flatMap(process -> process.autoLogs().values().stream())
                .collect(Collectors.toSet());
    }
}

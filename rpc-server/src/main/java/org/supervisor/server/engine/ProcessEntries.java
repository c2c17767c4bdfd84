package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.supervisor.api.FaultCode;
import org.supervisor.api.LogStream;
import org.supervisor.server.output.ByteCounts;
import org.supervisor.server.output.ChildStream;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;

/**
 * The entries of all active processes. Changed on the loop's thread only, and published whole, so that any thread reads
 * them without waiting and sees them consistent.
 */
final class ProcessEntries {
    private static final Comparator<ProcessEntry> BY_NAME =
            (a, b) -> a.process().name().compareTo(b.process().name());

    /**
     * All entries at one moment; never changed.
     *
     * @param groups each group's by priority
     * @param ordered by name
     */
    private record Published(
            Map<String, List<ProcessEntry>> groups, List<ProcessEntry> ordered, Map<ProcessName, ProcessEntry> named) {
        static Published of(Map<String, List<ProcessEntry>> groups) {
            List<ProcessEntry> ordered = new ArrayList<>();
            groups.values().forEach(ordered::addAll);
            ordered.sort(BY_NAME);
            Map<ProcessName, ProcessEntry> named = HashMap.newHashMap(ordered.size());
            ordered.forEach(entry -> named.put(entry.process().name(), entry));
            return new Published(groups, List.copyOf(ordered), named);
        }
    }

    private volatile Published published = Published.of(Map.of());

    /** The entry of an active process. */
    ProcessEntry of(ManagedProcess process) {
        return published.named().get(process.name());
    }

    /** The last lines of a process, of standard output and then of standard error. */
    String recentOutput(ManagedProcess process) {
        ChildIo io = of(process).io();
        return io.recentOutput(LogStream.STDOUT) + io.recentOutput(LogStream.STDERR);
    }

    /** Where the bytes of a stream are counted; nobody asks for them if there is no such process. */
    ByteCounts counts(ChildStream stream) {
        ProcessEntry entry = published.named().get(stream.name());
        return entry == null ? new ByteCounts() : entry.counts(stream.stream());
    }

    /** Adds groups, all at once: readers get new lists once, however many there are. */
    void add(List<ProcessGroup> fresh, Function<ManagedProcess, ProcessEntry> create) {
        Map<String, List<ProcessEntry>> groups = new TreeMap<>(published.groups());
        for (ProcessGroup group : fresh) {
            groups.put(group.name(), group.byPriority().stream().map(create).toList());
        }
        published = Published.of(groups);
    }

    /** Removes a group, and closes what its entries have open. */
    void remove(ProcessGroup group) {
        Map<String, List<ProcessEntry>> groups = new TreeMap<>(published.groups());
        List<ProcessEntry> gone = groups.remove(group.name());
        published = Published.of(groups);
        gone.forEach(ProcessEntry::retire);
    }

    /** Closes what the entries have open; they can still be read. */
    void close() {
        published.ordered().forEach(ProcessEntry::retire);
    }

    /** All of them, ordered by group, then process. Any thread. */
    List<ProcessEntry> all() {
        return published.ordered();
    }

    /** The views of all processes, ordered by group, then process. Any thread. */
    List<ProcessView> views() {
        List<ProcessEntry> now = published.ordered();
        List<ProcessView> views = new ArrayList<>(now.size());
        for (ProcessEntry entry : now) {
            views.add(entry.view());
        }
        return views;
    }

    /**
     * The views of a group, by priority. Any thread.
     *
     * @throws RefusedException BAD_NAME
     */
    List<ProcessView> group(String name) {
        List<ProcessEntry> members = published.groups().get(name);
        if (members == null) {
            throw new RefusedException(FaultCode.BAD_NAME, name);
        }
        return members.stream().map(ProcessEntry::view).toList();
    }

    /** The entry with this address, if there is one. Any thread. */
    Optional<ProcessEntry> find(ProcessName name) {
        return Optional.ofNullable(published.named().get(name));
    }

    /** Whether a group of this name is active. Any thread. */
    boolean hasGroup(String name) {
        return published.groups().containsKey(name);
    }

    /**
     * The entry with this address. Any thread.
     *
     * @throws RefusedException BAD_NAME
     */
    ProcessEntry named(String namespec) {
        ProcessEntry entry = published.named().get(ProcessName.parse(namespec));
        if (entry == null) {
            throw new RefusedException(FaultCode.BAD_NAME, namespec);
        }
        return entry;
    }
}

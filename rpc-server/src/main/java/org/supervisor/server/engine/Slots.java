package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.supervisor.api.FaultCode;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;

/**
 * The slots of all active processes. Changed on the loop's thread only, and published whole, so that any thread reads them
 * without waiting and without contradictions.
 */
final class Slots {
    private static final Comparator<Slot> BY_NAME =
            (a, b) -> a.process().name().compareTo(b.process().name());

    /**
     * All slots at one moment; never changed.
     *
     * @param groups each group's by priority
     * @param ordered by name
     */
    private record Published(Map<String, List<Slot>> groups, List<Slot> ordered, Map<ProcessName, Slot> named) {
        static Published of(Map<String, List<Slot>> groups) {
            List<Slot> ordered = new ArrayList<>();
            groups.values().forEach(ordered::addAll);
            ordered.sort(BY_NAME);
            Map<ProcessName, Slot> named = HashMap.newHashMap(ordered.size());
            ordered.forEach(slot -> named.put(slot.process().name(), slot));
            return new Published(groups, List.copyOf(ordered), named);
        }
    }

    private volatile Published published = Published.of(Map.of());

    /** The slot of an active process. */
    Slot of(ManagedProcess process) {
        return published.named().get(process.name());
    }

    /** Adds groups, all at once: readers get new lists once, however many there are. */
    void add(List<ProcessGroup> fresh, Function<ManagedProcess, Slot> create) {
        Map<String, List<Slot>> groups = new TreeMap<>(published.groups());
        for (ProcessGroup group : fresh) {
            groups.put(group.name(), group.byPriority().stream().map(create).toList());
        }
        published = Published.of(groups);
    }

    /** Removes a group, and closes what its slots hold. */
    void remove(ProcessGroup group) {
        Map<String, List<Slot>> groups = new TreeMap<>(published.groups());
        List<Slot> gone = groups.remove(group.name());
        published = Published.of(groups);
        gone.forEach(Slot::retire);
    }

    /** Closes what the slots hold; they can be read on. */
    void close() {
        published.ordered().forEach(Slot::retire);
    }

    /** The views of all processes, ordered by group, then process. Any thread. */
    List<ProcessView> views() {
        List<Slot> now = published.ordered();
        List<ProcessView> views = new ArrayList<>(now.size());
        for (Slot slot : now) {
            views.add(slot.view());
        }
        return views;
    }

    /**
     * The views of a group, by priority. Any thread.
     *
     * @throws RefusedException BAD_NAME
     */
    List<ProcessView> group(String name) {
        List<Slot> members = published.groups().get(name);
        if (members == null) {
            throw new RefusedException(FaultCode.BAD_NAME, name);
        }
        return members.stream().map(Slot::view).toList();
    }

    /** Whether a group of this name is active. Any thread. */
    boolean hasGroup(String name) {
        return published.groups().containsKey(name);
    }

    /**
     * The slot with this address. Any thread.
     *
     * @throws RefusedException BAD_NAME
     */
    Slot named(String namespec) {
        Slot slot = published.named().get(ProcessName.parse(namespec));
        if (slot == null) {
            throw new RefusedException(FaultCode.BAD_NAME, namespec);
        }
        return slot;
    }
}

package org.supervisor.server.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.supervisor.api.FaultCode;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;

/**
 * The slots of all active processes. Changed on the loop's thread only; the lists for readers are published whole, so that
 * any thread reads them without waiting.
 */
final class Slots {
    private static final Comparator<Slot> BY_NAME =
            (a, b) -> a.process().name().compareTo(b.process().name());

    private final Map<ManagedProcess, Slot> slots = new HashMap<>();
    private volatile List<Slot> ordered = List.of();
    private volatile Map<ProcessName, Slot> named = Map.of();

    Slot of(ManagedProcess process) {
        return slots.get(process);
    }

    Collection<Slot> all() {
        return slots.values();
    }

    void add(Collection<Slot> fresh) {
        fresh.forEach(slot -> slots.put(slot.process(), slot));
        publish();
    }

    void remove(Collection<ManagedProcess> gone) {
        gone.forEach(process -> slots.remove(process).retire());
        publish();
    }

    /** The views of all processes, ordered by group, then process. Any thread. */
    List<ProcessView> views() {
        List<Slot> now = ordered;
        List<ProcessView> views = new ArrayList<>(now.size());
        for (Slot slot : now) {
            views.add(slot.view());
        }
        return views;
    }

    /**
     * The slot with this address. Any thread.
     *
     * @throws RefusedException BAD_NAME
     */
    Slot named(String namespec) {
        Slot slot = named.get(ProcessName.parse(namespec));
        if (slot == null) {
            throw new RefusedException(FaultCode.BAD_NAME, namespec);
        }
        return slot;
    }

    private void publish() {
        List<Slot> list = new ArrayList<>(slots.values());
        list.sort(BY_NAME);
        Map<ProcessName, Slot> map = HashMap.newHashMap(list.size());
        list.forEach(slot -> map.put(slot.process().name(), slot));
        named = map;
        ordered = List.copyOf(list);
    }
}

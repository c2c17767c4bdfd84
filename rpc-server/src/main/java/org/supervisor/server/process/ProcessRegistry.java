package org.supervisor.server.process;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The active groups. Confined to the event loop's thread. */
public final class ProcessRegistry {
    private final SortedMap<String, ProcessGroup> groups = new TreeMap<>();
    private final Map<ProcessName, ManagedProcess> processes = new HashMap<>();

    /** Adds a group. Its name must be free. */
    public void add(ProcessGroup group) {
        if (groups.putIfAbsent(group.name(), group) != null) {
            throw new IllegalArgumentException("there is a group " + group.name() + " already");
        }
        group.processes().forEach(process -> processes.put(process.name(), process));
    }

    /** Removes a group. */
    public void remove(ProcessGroup group) {
        groups.remove(group.name(), group);
        group.processes().forEach(process -> processes.remove(process.name()));
    }

    /** The group of this name. */
    public Optional<ProcessGroup> group(String name) {
        return Optional.ofNullable(groups.get(name));
    }

    /** The groups by name. */
    public Collection<ProcessGroup> groups() {
        return groups.values();
    }

    /** The groups, lowest priority first. */
    public List<ProcessGroup> byPriority() {
        return groups.values().stream()
                .sorted((a, b) -> GroupSpec.BY_PRIORITY.compare(a.spec(), b.spec()))
                .toList();
    }

    /** The process with this address: {@code group:process}, or {@code name} for one alone in a group of its name. */
    public Optional<ManagedProcess> find(String namespec) {
        return Optional.ofNullable(processes.get(ProcessName.parse(namespec)));
    }

    /** The program with this address: {@code group:program}, or {@code name} for one alone in a group of its name. */
    public Optional<ManagedProgram> program(String namespec) {
        ProcessName address = ProcessName.parse(namespec);
        return group(address.group()).flatMap(group -> group.program(address.process()));
    }

    /** All processes, in no particular order. */
    public Collection<ManagedProcess> processes() {
        return processes.values();
    }
}

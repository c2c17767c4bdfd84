package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * The address of one process: its group and its own name. Ordered by group, then process.
 *
 * @param group the group's name
 * @param process the name within the group
 */
@API(status = API.Status.EXPERIMENTAL)
public record ProcessName(String group, String process) implements Comparable<ProcessName> {
    /** A process alone in a group of its own name. */
    public static ProcessName alone(String name) {
        return new ProcessName(name, name);
    }

    /** Reads {@code group:process}, or {@code name} for a process alone in a group of its name. */
    public static ProcessName parse(String namespec) {
        int colon = namespec.indexOf(':');
        return colon < 0
                ? alone(namespec)
                : new ProcessName(namespec.substring(0, colon), namespec.substring(colon + 1));
    }

    @Override
    public int compareTo(ProcessName other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : process.compareTo(other.process);
    }

    // written out, because a record's own is generated at first use, which costs the start of the daemon
    @Override
    public boolean equals(Object other) {
        return other instanceof ProcessName(String otherGroup, String otherProcess)
                && otherGroup.equals(group)
                && otherProcess.equals(process);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + process.hashCode();
    }

    /** The short form {@code name} if group and process are called the same, else {@code group:process}. */
    @Override
    public String toString() {
        return group.equals(process) ? process : group + ":" + process;
    }
}

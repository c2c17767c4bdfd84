package org.supervisor.server.os;

import java.util.List;

/**
 * An account that a process can run as.
 *
 * @param name the user's name
 * @param uid the user's number
 * @param gid the primary group's number
 * @param groups all groups, the primary one among them; sorted
 */
public record Account(String name, long uid, long gid, List<Long> groups) {
    public Account {
        groups = groups.stream().distinct().sorted().toList();
    }
}

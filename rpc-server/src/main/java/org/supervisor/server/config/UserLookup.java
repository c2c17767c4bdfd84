package org.supervisor.server.config;

import java.util.Optional;

/** Finds users and groups of this machine, in all sources of the system. May block. */
public interface UserLookup {
    /**
     * A user, if there is one.
     *
     * @param user a name or a number
     */
    Optional<Found> find(String user);

    /**
     * Whether there is a group.
     *
     * @param group a name or a number
     */
    boolean hasGroup(String group);

    /**
     * The data of a user that a configuration needs.
     *
     * @param name its name
     * @param home its home directory; empty if it has none
     * @param gid the number of its primary group
     */
    record Found(String name, String home, long gid) {}
}

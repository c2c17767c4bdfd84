package org.supervisor.server.os;

/**
 * A user, as the machine's name service knows it.
 *
 * @param name its name
 * @param uid its number
 * @param gid the number of its primary group
 * @param home its home directory; empty if it has none
 * @param shell what it runs when it logs in; empty: {@code /bin/sh}
 */
public record User(String name, long uid, long gid, String home, String shell) {}

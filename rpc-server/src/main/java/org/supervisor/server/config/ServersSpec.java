package org.supervisor.server.config;

import java.util.List;

/**
 * The servers of the daemon.
 *
 * @param listeners where it listens, TCP first, each kind in the order of the file
 * @param users who may log in at all of them; empty: only as each says
 */
public record ServersSpec(List<HttpSpec> listeners, List<UserSpec> users) {
    public ServersSpec {
        listeners = List.copyOf(listeners);
        users = List.copyOf(users);
    }
}

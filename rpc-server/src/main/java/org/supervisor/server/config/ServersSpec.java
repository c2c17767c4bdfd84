package org.supervisor.server.config;

import java.util.List;

/**
 * The servers of the daemon.
 *
 * @param listeners where it listens, TCP first, each kind in the order of the file
 * @param users who may log in at all of them; empty: only as each says
 * @param tokens what clients may show there instead of a password
 */
public record ServersSpec(List<HttpSpec> listeners, List<UserSpec> users, List<TokenSpec> tokens) {
    public ServersSpec {
        listeners = List.copyOf(listeners);
        users = List.copyOf(users);
        tokens = List.copyOf(tokens);
    }

    /** Without tokens. */
    public ServersSpec(List<HttpSpec> listeners, List<UserSpec> users) {
        this(listeners, users, List.of());
    }
}

package org.supervisor.server.config;

import java.util.Optional;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessPatterns;

/**
 * A user of the daemon's servers.
 *
 * @param name the name to log in with
 * @param password in clear, or its hash after {@code {bcrypt}} or {@code {SHA}}; empty: nobody can log in with the name
 * @param role the highest role
 * @param programs the processes that the user may see
 * @param unixUser the user of this machine whose processes need no login over a UNIX socket
 */
public record UserSpec(
        String name, Optional<String> password, Role role, ProcessPatterns programs, Optional<String> unixUser) {
    /** Without the password: this may end up in a log. */
    @Override
    public String toString() {
        return "UserSpec[" + name + ", " + role + ", " + programs + "]";
    }
}

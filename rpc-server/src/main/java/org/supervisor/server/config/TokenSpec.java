package org.supervisor.server.config;

import java.time.Instant;
import java.util.Optional;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessPatterns;

/**
 * A token that clients of the daemon's servers show instead of a name and a password.
 *
 * @param name its name, for people
 * @param hash its SHA-256, in 64 hexadecimal digits, lower case
 * @param user whom it lets in: the user it belongs to, or its own name
 * @param role the highest role
 * @param programs the processes that its bearer may see
 * @param expires from when it is refused; empty: never
 */
public record TokenSpec(
        String name, String hash, String user, Role role, ProcessPatterns programs, Optional<Instant> expires) {}

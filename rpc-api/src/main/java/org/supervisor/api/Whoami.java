package org.supervisor.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who a client is to the supervisor, as {@code daemon.whoami} reports it.
 *
 * @param name the user; where nobody has to log in the user at the other end of a UNIX socket; empty: unknown
 * @param way how that was shown
 * @param token the name of the token, if it was shown by one
 * @param expires when that token expires; empty: never
 * @param role the highest role
 * @param programs the patterns of the processes that the caller may see, such as {@code web:*}; {@code *}: all
 */
public record Whoami(
        Optional<String> name,
        WayIn way,
        Optional<String> token,
        Optional<Instant> expires,
        Role role,
        List<String> programs) {
    public Whoami {
        programs = List.copyOf(programs);
    }
}

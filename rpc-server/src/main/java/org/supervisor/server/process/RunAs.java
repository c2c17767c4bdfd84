package org.supervisor.server.process;

import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The user and group that a process runs as. Each is a name or a number.
 *
 * @param user empty: the daemon's own user
 * @param group empty: the user's own group
 */
@API(status = API.Status.EXPERIMENTAL)
public record RunAs(Optional<String> user, Optional<String> group) {}

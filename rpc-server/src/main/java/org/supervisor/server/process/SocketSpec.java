package org.supervisor.server.process;

import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/**
 * A listening socket that the members of a FastCGI pool inherit as descriptor 0.
 *
 * @param url as written: {@code tcp://host:port} or {@code unix:///path}
 * @param owner {@code user} or {@code user:group}, of a UNIX socket's path
 * @param mode permission bits of a UNIX socket's path, default 0700
 * @param backlog for listen(2); empty: the system's most
 */
@API(status = API.Status.EXPERIMENTAL)
public record SocketSpec(String url, Optional<String> owner, OptionalInt mode, OptionalInt backlog) {}

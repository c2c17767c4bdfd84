package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.Optional;

/** Where the daemon listens for HTTP. */
public sealed interface HttpSpec {
    /** The section it was configured in, such as {@code inet_http_server}. */
    String section();

    /** Who may come in; empty: everybody. */
    Optional<Credentials> credentials();

    /**
     * A TCP port.
     *
     * @param host a name or an IPv4 address, lower case; empty: all interfaces
     * @param port 1 to 65535
     */
    record Tcp(String section, String host, int port, Optional<Credentials> credentials) implements HttpSpec {}

    /**
     * A UNIX-domain socket.
     *
     * @param file absolute
     * @param mode its permission bits
     * @param owner {@code user} or {@code user:group}, names or numbers; empty: the daemon's own
     */
    record Unix(String section, Path file, int mode, Optional<String> owner, Optional<Credentials> credentials)
            implements HttpSpec {}
}

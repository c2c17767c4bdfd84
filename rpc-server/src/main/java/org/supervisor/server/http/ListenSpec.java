package org.supervisor.server.http;

import java.nio.file.Path;
import java.util.Optional;

/** Where to listen, and for whom. */
public sealed interface ListenSpec {
    /** Who may come in; empty: everybody. */
    Optional<Credentials> credentials();

    /**
     * A TCP port.
     *
     * @param host the address to bind, or empty for all
     * @param port 1 to 65535; 0: any that is free
     * @param credentials who may come in
     */
    record Tcp(String host, int port, Optional<Credentials> credentials) implements ListenSpec {}

    /**
     * A UNIX socket.
     *
     * @param file its place in the file system
     * @param mode its permissions, 0 to 0777
     * @param owner {@code user} or {@code user:group}; empty: the daemon's own
     * @param credentials who may come in
     */
    record Unix(Path file, int mode, Optional<String> owner, Optional<Credentials> credentials) implements ListenSpec {}
}

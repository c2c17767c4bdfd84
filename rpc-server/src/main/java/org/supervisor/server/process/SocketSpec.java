package org.supervisor.server.process;

import java.util.Optional;
import java.util.OptionalInt;
import org.apiguardian.api.API;

/** A listening socket that the members of a FastCGI pool inherit as descriptor 0. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface SocketSpec {
    /** For listen(2); empty: as many may wait as the system allows. */
    OptionalInt backlog();

    /** As it is written: {@code tcp://host:port} or {@code unix:///path}. */
    String url();

    /**
     * On a TCP port.
     *
     * @param host a name or an address, an IPv6 address without brackets; empty or {@code *}: all IPv4 addresses
     * @param port from 1 to 65535
     */
    record Tcp(String host, int port, OptionalInt backlog) implements SocketSpec {
        /** With as many waiting as the system allows. */
        public Tcp(String host, int port) {
            this(host, port, OptionalInt.empty());
        }

        @Override
        public String url() {
            return "tcp://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * At a path.
     *
     * @param path absolute
     * @param owner {@code user} or {@code user:group}; empty: the user of the processes
     * @param mode permission bits; empty: 0700
     */
    record Unix(String path, Optional<String> owner, OptionalInt mode, OptionalInt backlog) implements SocketSpec {
        /** Only for the user of the processes, with as many waiting as the system allows. */
        public Unix(String path) {
            this(path, Optional.empty(), OptionalInt.empty(), OptionalInt.empty());
        }

        @Override
        public String url() {
            return "unix://" + path;
        }
    }
}

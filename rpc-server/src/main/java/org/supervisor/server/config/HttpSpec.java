package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Where the daemon listens for HTTP. */
public sealed interface HttpSpec {
    /** The section it was configured in, such as {@code inet_http_server}. */
    String section();

    /** The login that clients need; empty: none. */
    Optional<Credentials> credentials();

    /** Which web pages may send requests. */
    Access access();

    /**
     * What is accepted of browsers; {@code *} in a set accepts everything.
     *
     * @param origins the values of the Origin header, lower case
     * @param hosts the names in the Host header, lower case, of a server without login on loopback
     */
    record Access(Set<String> origins, Set<String> hosts) {
        /** No web page. */
        public static final Access NONE = new Access(Set.of(), Set.of());

        public Access {
            origins = Set.copyOf(origins);
            hosts = Set.copyOf(hosts);
        }
    }

    /**
     * A TCP port.
     *
     * @param host a name or an address, lower case, an IPv6 address in brackets; empty: all IPv4 interfaces
     * @param port 1 to 65535
     * @param tls empty: it speaks HTTP as it is
     */
    record Tcp(
            String section,
            String host,
            int port,
            Optional<Credentials> credentials,
            Access access,
            Optional<TlsSpec> tls)
            implements HttpSpec {
        /** Without TLS. */
        public Tcp(String section, String host, int port, Optional<Credentials> credentials, Access access) {
            this(section, host, port, credentials, access, Optional.empty());
        }

        /** What its addresses begin with. */
        public String scheme() {
            return tls.isPresent() ? "https://" : "http://";
        }

        /** No web page may send requests. */
        public Tcp(String section, String host, int port, Optional<Credentials> credentials) {
            this(section, host, port, credentials, Access.NONE);
        }
    }

    /**
     * A UNIX-domain socket.
     *
     * @param file absolute
     * @param mode its permission bits
     * @param owner {@code user} or {@code user:group}, names or numbers; empty: the daemon's own
     */
    record Unix(
            String section,
            Path file,
            int mode,
            Optional<String> owner,
            Optional<Credentials> credentials,
            Access access)
            implements HttpSpec {
        /** No web page may send requests. */
        public Unix(String section, Path file, int mode, Optional<String> owner, Optional<Credentials> credentials) {
            this(section, file, mode, owner, credentials, Access.NONE);
        }
    }
}

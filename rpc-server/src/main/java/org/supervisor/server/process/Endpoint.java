package org.supervisor.server.process;

import org.apiguardian.api.API;

/** Where a program accepts connections. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Endpoint {
    /** For people. */
    String text();

    /**
     * A TCP port.
     *
     * @param host a name or an address, an IPv6 address without brackets
     */
    record Tcp(String host, int port) implements Endpoint {
        @Override
        public String text() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }
    }

    /**
     * A TCP port behind which TLS is spoken.
     *
     * @param tcp the port
     * @param isTrusted whether the certificate must be one that the JVM trusts, for this host
     */
    record Tls(Tcp tcp, boolean isTrusted) implements Endpoint {
        @Override
        public String text() {
            return tcp.text();
        }
    }

    /**
     * A UNIX socket.
     *
     * @param path absolute
     */
    record Unix(String path) implements Endpoint {
        @Override
        public String text() {
            return "unix:" + path;
        }
    }
}

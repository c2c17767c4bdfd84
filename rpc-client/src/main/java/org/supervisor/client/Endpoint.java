package org.supervisor.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a supervisor listens. */
sealed interface Endpoint {
    String DEFAULT_RPC_PATH = "/RPC2";
    int ASCII = 0x80;

    /** The addresses to try, in this order. */
    List<SocketAddress> addresses() throws IOException;

    /** What goes into the Host header. */
    String authority();

    /** The path that calls are posted to. */
    String rpcPath();

    /**
     * A host and a port.
     *
     * @param isSecure whether it speaks TLS
     */
    record Tcp(String host, int port, String rpcPath, boolean isSecure) implements Endpoint {
        private static final int HIGHEST_PORT = 65_535;

        public Tcp {
            if (port < 1 || port > HIGHEST_PORT) {
                throw new IllegalArgumentException("the port is " + port + "; expected 1 to " + HIGHEST_PORT);
            }
        }

        @Override
        public List<SocketAddress> addresses() throws IOException {
            List<SocketAddress> addresses = new ArrayList<>();
            for (InetAddress address : InetAddress.getAllByName(host)) {
                addresses.add(new InetSocketAddress(address, port));
            }
            return addresses;
        }

        @Override
        public String authority() {
            return host + ":" + port;
        }

        @Override
        public String toString() {
            return (isSecure ? "https://" : "http://") + authority();
        }
    }

    /** The path of a UNIX socket. */
    record Unix(Path socket) implements Endpoint {
        @Override
        public List<SocketAddress> addresses() {
            return List.of(UnixDomainSocketAddress.of(socket));
        }

        @Override
        public String authority() {
            return "localhost";
        }

        @Override
        public String rpcPath() {
            return DEFAULT_RPC_PATH;
        }

        @Override
        public String toString() {
            return "unix://" + socket;
        }
    }

    /**
     * Reads an address as configuration files have it.
     *
     * @throws IllegalArgumentException with what is expected in its message
     */
    static Endpoint of(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        return switch (scheme) {
            case "http" -> tcp(uri, 80, false);
            case "https" -> tcp(uri, 443, true);
            case "unix" -> unix(uri);
            default ->
                throw new IllegalArgumentException("the address is " + uri
                        + "; expected http://host:port or unix:///path/of/the/socket, or https://host:port for TLS");
        };
    }

    private static Endpoint tcp(URI uri, int usualPort, boolean isSecure) {
        if (uri.getHost() == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException("the address is " + uri + "; expected " + uri.getScheme()
                    + "://host:port, with user and password given separately");
        }
        int port = uri.getPort() == -1 ? usualPort : uri.getPort();
        String path = uri.getRawPath();
        return new Tcp(uri.getHost(), port, path == null || path.length() < 2 ? DEFAULT_RPC_PATH : path, isSecure);
    }

    /** The path whose bytes are escaped, which need not be UTF-8; empty if none is. */
    private static Optional<Path> path(URI uri) {
        String raw = uri.getRawPath();
        boolean escaped = raw != null && raw.indexOf('%') >= 0 && raw.chars().allMatch(c -> c < ASCII);
        return escaped && uri.getRawAuthority() == null && uri.getRawQuery() == null
                ? Optional.of(Path.of(URI.create("file://" + raw)))
                : Optional.empty();
    }

    private static Endpoint unix(URI uri) {
        String rest = uri.getSchemeSpecificPart();
        String path = rest.startsWith("//") ? rest.substring(2) : rest;
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the address is " + uri + "; expected unix:///path/of/the/socket");
        }
        return new Unix(path(uri).orElseGet(() -> Path.of(path)));
    }
}

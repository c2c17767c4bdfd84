package org.supervisor.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.NativeText;

/**
 * A whole configuration. Immutable.
 *
 * @param dialect that of the main file
 * @param daemon the daemon itself
 * @param http its servers
 * @param groups all groups in the order in which they are started; names are unique
 * @param supervisorRpc whether the {@code supervisor.*} methods are offered: {@code [rpcinterface:supervisor]} is there,
 *     or the file is a Perl one
 * @param extensions the extensions, in the order of the file
 * @param file the main file, as given
 */
public record SupervisorSpec(
        Dialect dialect,
        DaemonSpec daemon,
        ServersSpec http,
        List<GroupSpec> groups,
        boolean supervisorRpc,
        List<ExtensionSpec> extensions,
        Path file) {
    public SupervisorSpec {
        groups = List.copyOf(groups);
        extensions = List.copyOf(extensions);
    }

    /** Where the daemon listens, TCP first, each kind in the order of the file. */
    public List<HttpSpec> servers() {
        return http.listeners();
    }

    /** Who may log in at all servers; empty: only as each server says. */
    public List<UserSpec> users() {
        return http.users();
    }

    /** What may be shown at all servers instead of a password. */
    public List<TokenSpec> tokens() {
        return http.tokens();
    }

    SupervisorSpec withoutExtensions() {
        return new SupervisorSpec(dialect, daemon, http, groups, supervisorRpc, List.of(), file);
    }

    /** Where programs reach the daemon: a UNIX socket if there is one, else the first TCP port. */
    public Optional<String> serverUrl() {
        Optional<String> socket = servers().stream()
                .filter(HttpSpec.Unix.class::isInstance)
                .map(server -> "unix://" + NativeText.of(((HttpSpec.Unix) server).file()))
                .findFirst();
        return socket.or(() -> servers().stream()
                .filter(HttpSpec.Tcp.class::isInstance)
                .map(server -> url((HttpSpec.Tcp) server))
                .findFirst());
    }

    private static String url(HttpSpec.Tcp server) {
        return server.scheme() + (server.host().isEmpty() ? "localhost" : server.host()) + ":" + server.port();
    }
}

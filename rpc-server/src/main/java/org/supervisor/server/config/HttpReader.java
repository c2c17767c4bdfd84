package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads where the daemon of a supervisord file listens. */
final class HttpReader {
    private final Document document;
    private final Function<Section, Values> values;

    /**
     * A reader.
     *
     * @param values opens a section
     */
    HttpReader(Document document, Function<Section, Values> values) {
        this.document = document;
        this.values = values;
    }

    /** The TCP servers, then the UNIX ones. */
    List<HttpSpec> read() {
        List<HttpSpec> servers = new ArrayList<>();
        document.startingWith("inet_http_server")
                .forEach(s -> tcp(values.apply(s)).ifPresent(servers::add));
        document.startingWith("unix_http_server")
                .forEach(s -> unix(values.apply(s)).ifPresent(servers::add));
        return servers;
    }

    private Optional<HttpSpec> tcp(Values values) {
        String section = values.section().name();
        Optional<Credentials> credentials = credentials(values);
        HttpSpec.Access access = access(values);
        if (values.setting(ServerKeys.PORT).isEmpty()) {
            values.problem(
                    ServerKeys.PORT,
                    "expected a line such as: port = 127.0.0.1:9001",
                    "section [" + section + "] has no port value");
        }
        Optional<TlsSpec> tls = TlsKeys.read(values);
        return values.find(ServerKeys.PORT)
                .map(a -> new HttpSpec.Tcp(section, a.host(), a.port(), credentials, access, tls));
    }

    private Optional<HttpSpec> unix(Values values) {
        String section = values.section().name();
        if (values.setting(ServerKeys.FILE).isEmpty()) {
            values.problem(
                    ServerKeys.FILE,
                    "expected a line such as: file = /run/supervisor.sock",
                    "section [" + section + "] has no file value");
        }
        var file = values.find(ServerKeys.FILE);
        Optional<Credentials> credentials = credentials(values);
        HttpSpec.Access access = access(values);
        Optional<String> owner = values.find(ServerKeys.CHOWN);
        int mode = values.get(ServerKeys.CHMOD);
        return file.map(path -> new HttpSpec.Unix(section, path, mode & 07777, owner, credentials, access));
    }

    private static HttpSpec.Access access(Values values) {
        return new HttpSpec.Access(
                values.find(ServerKeys.ALLOWED_ORIGINS).orElse(Set.of()),
                values.find(ServerKeys.ALLOWED_HOSTS).orElse(Set.of()));
    }

    private static Optional<Credentials> credentials(Values values) {
        Optional<String> user = values.find(ServerKeys.USERNAME);
        Optional<String> password = SecretFile.password(values, ServerKeys.PASSWORD, ServerKeys.PASSWORD_FILE);
        boolean hasPassword = values.setting(ServerKeys.PASSWORD).isPresent()
                || values.setting(ServerKeys.PASSWORD_FILE).isPresent();
        if (values.setting(ServerKeys.USERNAME).isPresent() != hasPassword) {
            values.problem(
                    values.setting(ServerKeys.USERNAME).isPresent() ? ServerKeys.PASSWORD : ServerKeys.USERNAME,
                    "username and password need each other",
                    "Section [" + values.section().name() + "] contains incomplete authentication: If a username or a "
                            + "password is specified, both the username and password must be specified");
        }
        return user.flatMap(u -> password.map(p -> new Credentials(u, p)));
    }
}

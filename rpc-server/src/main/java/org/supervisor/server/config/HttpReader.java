package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Where a supervisord file wants the daemon to listen. */
final class HttpReader {
    private static final String DEFAULT_MODE = "0700";
    private static final Type<Integer> MODE = Types.OCTAL.complainingOf("Invalid chmod value ");
    private static final Type<String> OWNER = Types.OWNER.complainingOf("Invalid sockchown value ");

    private final Document document;
    private final Types types;
    private final Function<Section, Values> values;

    /**
     * A reader.
     *
     * @param values opens a section
     */
    HttpReader(Document document, Types types, Function<Section, Values> values) {
        this.document = document;
        this.types = types;
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
        if (values.setting("port").isEmpty()) {
            values.problem(
                    "port",
                    "expected a line such as: port = 127.0.0.1:9001",
                    "section [" + section + "] has no port value");
        }
        return values.get("port", Types.ADDRESS).map(a -> new HttpSpec.Tcp(section, a.host(), a.port(), credentials));
    }

    private Optional<HttpSpec> unix(Values values) {
        String section = values.section().name();
        if (values.setting("file").isEmpty()) {
            values.problem(
                    "file",
                    "expected a line such as: file = /run/supervisor.sock",
                    "section [" + section + "] has no file value");
        }
        var file = values.get("file", new Type<>("a path", text -> types.path(PythonText.strip(text))));
        Optional<Credentials> credentials = credentials(values);
        Optional<String> owner = values.get("chown", OWNER);
        int mode = values.get("chmod", MODE, DEFAULT_MODE);
        return file.map(path -> new HttpSpec.Unix(section, path, mode & 07777, owner, credentials));
    }

    private static Optional<Credentials> credentials(Values values) {
        Optional<String> user = values.get("username", Types.TEXT);
        Optional<String> password = values.get("password", Types.TEXT);
        if (values.setting("username").isPresent() != values.setting("password").isPresent()) {
            values.problem(
                    values.setting("username").isPresent() ? "password" : "username",
                    "username and password need each other",
                    "Section [" + values.section().name() + "] contains incomplete authentication: If a username or a "
                            + "password is specified, both the username and password must be specified");
        }
        return user.flatMap(u -> password.map(p -> new Credentials(u, p)));
    }
}

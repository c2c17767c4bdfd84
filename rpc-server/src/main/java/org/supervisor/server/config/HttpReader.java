package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where a supervisord file wants the daemon to listen. */
final class HttpReader {
    private static final String DEFAULT_MODE = "0700";
    private static final Type<Integer> MODE = Types.MODE.complainingOf("Invalid chmod value ");

    /** Words between blanks or commas, lower case. */
    static final Type<Set<String>> WORDS = new Type<>(
            "words between blanks or commas, or *",
            text -> Arrays.stream(text.toLowerCase(Locale.ROOT).split("[\\s,]+"))
                    .filter(word -> !word.isEmpty())
                    .collect(Collectors.toUnmodifiableSet()));

    private static final Pattern HASH =
            Pattern.compile("(?is)\\{(S?SHA(-?\\d+)?|S?MD5|B?CRYPT|PBKDF2[^}]*|ARGON2[^}]*)\\}.*");
    private static final Pattern SHA1 = Pattern.compile("\\{SHA\\}[0-9a-fA-F]{40}");

    private static final Type<String> USER_NAME = new Type<>("a name without a colon (HTTP cannot carry one)", text -> {
        if (text.indexOf(':') >= 0) {
            throw new BadValue("username has a colon");
        }
        return text;
    });
    private static final Type<String> PASSWORD =
            new Type<>("a password, or {SHA} and the 40 hexadecimal digits of its SHA-1", text -> {
                if (text.isEmpty()) {
                    throw new BadValue("password is empty; remove username and password to do without a login");
                }
                if (HASH.matcher(text).matches() && !SHA1.matcher(text).matches()) {
                    throw new BadValue("password begins like a hash, and is none that could be compared");
                }
                return text;
            });

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
        HttpSpec.Access access = access(values);
        if (values.setting("port").isEmpty()) {
            values.problem(
                    "port",
                    "expected a line such as: port = 127.0.0.1:9001",
                    "section [" + section + "] has no port value");
        }
        return values.get("port", Types.ADDRESS)
                .map(a -> new HttpSpec.Tcp(section, a.host(), a.port(), credentials, access));
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
        HttpSpec.Access access = access(values);
        Optional<String> owner = values.get("chown", types.owner.complainingOf("Invalid sockchown value "));
        int mode = values.get("chmod", MODE, DEFAULT_MODE);
        return file.map(path -> new HttpSpec.Unix(section, path, mode & 07777, owner, credentials, access));
    }

    private static HttpSpec.Access access(Values values) {
        return new HttpSpec.Access(
                values.get("allowed_origins", WORDS).orElse(Set.of()),
                values.get("allowed_hosts", WORDS).orElse(Set.of()));
    }

    private static Optional<Credentials> credentials(Values values) {
        Optional<String> user = values.get("username", USER_NAME);
        Optional<String> password = values.get("password", PASSWORD);
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

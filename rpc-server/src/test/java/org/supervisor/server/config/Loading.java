package org.supervisor.server.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ProcessSpec;

/** A folder to write configuration files in, and the words to read them with. */
final class Loading {
    static final String MAIN = "[supervisord]\n";

    private final Path folder;

    Loading(Path folder) {
        this.folder = folder;
    }

    Path file(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Loaded load(String text) throws ConfigException {
        return load(text, Overrides.NONE);
    }

    Loaded load(String text, Overrides overrides) throws ConfigException {
        return load(text, overrides, Map.of("CONF_WORD", "hello"));
    }

    Loaded load(String text, Overrides overrides, Map<String, String> environment) throws ConfigException {
        return Configuration.load(file("main.conf", text), environment, overrides, Loading.USERS);
    }

    /** Users as the system knows them, and one that is in no file. */
    static final UserLookup USERS = new UserLookup() {
        @Override
        public Optional<Found> find(String user) {
            return user.equals("ldap")
                    ? Optional.of(new Found(user, "/tmp", 4711))
                    : Accounts.find(user).map(found -> new Found(found.name(), found.home(), found.gid()));
        }

        @Override
        public boolean hasGroup(String group) {
            return Accounts.hasGroup(group);
        }
    };

    /** The only program of a file. */
    ProcessSpec program(String text) throws ConfigException {
        return load(text).spec().groups().getFirst().processes().getFirst();
    }

    /** The only process of a supervisord program with these lines. */
    ProcessSpec supervisord(String lines) throws ConfigException {
        return program(MAIN + "[program:web]\ncommand=/bin/cat\n" + lines);
    }

    GroupSpec group(String text, String name) throws ConfigException {
        return load(text).spec().groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    ConfigException refusal(String text) {
        return catchThrowableOfType(ConfigException.class, () -> load(text));
    }
}

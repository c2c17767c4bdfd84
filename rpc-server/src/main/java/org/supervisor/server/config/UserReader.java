package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessPatterns;

/** Reads who may log in. */
final class UserReader {
    private static final String KIND = "user:";

    private final Document document;
    private final Function<Section, Values> values;

    /**
     * A reader.
     *
     * @param values opens a section
     */
    UserReader(Document document, Function<Section, Values> values) {
        this.document = document;
        this.values = values;
    }

    /** The users, in the order of the file. */
    List<UserSpec> read() {
        List<UserSpec> users = new ArrayList<>();
        for (Section section : document.startingWith(KIND)) {
            users.add(user(values.apply(section)));
        }
        return users;
    }

    private static UserSpec user(Values values) {
        String name = values.section().suffix().strip();
        if (name.isEmpty() || name.indexOf(':') >= 0) {
            values.problem(
                    "expected a section such as [user:alice]; HTTP cannot carry a name with a colon",
                    "section [" + values.section().name() + "] has no name that could log in");
        }
        Optional<String> password = SecretFile.password(values, UserKeys.PASSWORD, UserKeys.PASSWORD_FILE);
        Role role = values.get(UserKeys.USER_ROLES);
        ProcessPatterns programs = values.get(UserKeys.USER_PROGRAMS);
        Optional<String> unixUser = values.find(UserKeys.UNIX_USER);
        if (values.setting(UserKeys.PASSWORD).isEmpty()
                && values.setting(UserKeys.PASSWORD_FILE).isEmpty()
                && values.setting(UserKeys.UNIX_USER).isEmpty()) {
            values.warn("nobody can log in as " + name + ": it has neither password nor unix_user");
        }
        if (role == Role.ADMIN && !programs.areAll()) {
            values.warn(UserKeys.USER_PROGRAMS, "has no effect: an admin sees all programs");
        }
        return new UserSpec(name, password, role, programs, unixUser);
    }
}

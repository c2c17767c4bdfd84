package org.supervisor.server.config;

import java.time.Instant;
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
    private static final String TOKEN = "token:";

    private final Function<Section, Values> values;
    private final Users machine;

    /**
     * A reader.
     *
     * @param values opens a section
     * @param machine the users of this machine
     */
    UserReader(Document document, Function<Section, Values> values, Users machine) {
        this.document = document;
        this.values = values;
        this.machine = machine;
    }

    /** The users, in the order of the file. */
    List<UserSpec> read() {
        List<UserSpec> users = new ArrayList<>();
        for (Section section : document.startingWith(KIND)) {
            users.add(user(values.apply(section)));
        }
        return users;
    }

    /** The tokens, in the order of the file. */
    List<TokenSpec> tokens(List<UserSpec> users) {
        List<TokenSpec> tokens = new ArrayList<>();
        for (Section section : document.startingWith(TOKEN)) {
            token(values.apply(section), users).ifPresent(tokens::add);
        }
        return tokens;
    }

    private static Optional<TokenSpec> token(Values values, List<UserSpec> users) {
        String name = values.section().suffix().strip();
        if (name.isEmpty()) {
            values.problem(
                    "expected a section such as [token:ci]; the name is what logs show",
                    "section [" + values.section().name() + "] has no name");
        }
        Optional<String> hash = values.find(TokenKeys.HASH);
        if (values.setting(TokenKeys.HASH).isEmpty()) {
            values.problem(
                    TokenKeys.HASH, "expected what supctl make-token prints", "[token:" + name + "] has no hash");
        }
        Optional<Optional<Instant>> expires = values.find(TokenKeys.EXPIRES);
        if (values.setting(TokenKeys.EXPIRES).isEmpty()) {
            values.problem(
                    TokenKeys.EXPIRES,
                    "expected a line such as: expires = 2027-01-31, or expires = never",
                    "[token:" + name + "] does not say when it expires");
        }
        Role role = values.get(TokenKeys.TOKEN_ROLES);
        ProcessPatterns programs = values.get(TokenKeys.TOKEN_PROGRAMS);
        Optional<String> owner = values.find(TokenKeys.USER);
        Optional<UserSpec> user = owner.flatMap(wanted ->
                users.stream().filter(known -> known.name().equals(wanted)).findFirst());
        if (owner.isPresent() && user.isEmpty()) {
            values.problem(
                    TokenKeys.USER,
                    "expected the name of a user; known: "
                            + String.join(
                                    ", ", users.stream().map(UserSpec::name).toList()),
                    "there is no section [user:" + owner.get() + "]");
        } else if (owner.isPresent()
                && (values.setting(TokenKeys.TOKEN_ROLES).isPresent()
                        || values.setting(TokenKeys.TOKEN_PROGRAMS).isPresent())) {
            values.problem(
                    TokenKeys.USER,
                    "expected either user, or roles and programs",
                    "[token:" + name + "] has a user, and roles or programs of its own");
        }
        if (hash.isEmpty() || expires.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                user.isPresent()
                        ? new TokenSpec(
                                name,
                                hash.get(),
                                user.get().name(),
                                user.get().role(),
                                user.get().programs(),
                                expires.get())
                        : new TokenSpec(name, hash.get(), name, role, programs, expires.get()));
    }

    private UserSpec user(Values values) {
        String name = values.section().suffix().strip();
        if (name.isEmpty() || name.indexOf(':') >= 0) {
            values.problem(
                    "expected a section such as [user:alice]; HTTP cannot carry a name with a colon",
                    "section [" + values.section().name() + "] has no name that could log in");
        }
        Optional<String> password = SecretFile.password(values, UserKeys.PASSWORD, UserKeys.PASSWORD_FILE);
        Role role = values.get(UserKeys.USER_ROLES);
        ProcessPatterns programs = values.get(UserKeys.USER_PROGRAMS);
        Optional<String> unixUser =
                values.find(UserKeys.UNIX_USER).map(given -> machine.name(given).orElse(given));
        if (values.setting(UserKeys.PASSWORD).isEmpty()
                && values.setting(UserKeys.PASSWORD_FILE).isEmpty()
                && values.setting(UserKeys.UNIX_USER).isEmpty()) {
            values.warn("nobody can log in as " + name + ": it has neither password nor unix_user");
        }
        if (values.setting(UserKeys.PASSWORD).isPresent()
                && password.isPresent()
                && !ServerKeys.isBcrypt(password.get())) { // a secret file is read by nobody else
            values.warn(UserKeys.PASSWORD, ServerKeys.WEAK);
        }
        if (role == Role.ADMIN && !programs.areAll()) {
            values.warn(UserKeys.USER_PROGRAMS, "has no effect: an admin sees all programs");
        }
        return new UserSpec(name, password, role, programs, unixUser);
    }
}

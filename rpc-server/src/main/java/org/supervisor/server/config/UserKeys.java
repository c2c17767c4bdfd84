package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessPatterns;

/** The keys of {@code [user:x]}. */
final class UserKeys {
    /** All of them. */
    static final Keys ALL = new Keys(Change.RELOAD);

    static final Type<Role> ROLES =
            new Type<>("roles", "viewer, operator or admin; each includes those before it", UserKeys::role);
    static final Type<ProcessPatterns> PROGRAMS = new Type<>(
            "patterns",
            "names of programs, or group:process where * stands for any characters, with commas",
            UserKeys::patterns);

    static final Key<String> PASSWORD = ALL.add(Key.optional(
                    "password",
                    ServerKeys.SECRET,
                    "none",
                    "{bcrypt} and a hash, as supctl hash-password prints it; also {SHA} and a SHA-1, or in clear")
            .ours());
    static final Key<String> PASSWORD_FILE = ALL.add(Key.optional(
                    "password_file",
                    types -> types.secretFile,
                    "none",
                    "a file with the password alone, instead of password; read with the configuration")
            .ours());
    static final Key<Role> USER_ROLES =
            ALL.add(Key.of("roles", ROLES, "viewer", "what the user may do: viewer, operator or admin")
                    .ours());
    static final Key<ProcessPatterns> USER_PROGRAMS =
            ALL.add(Key.of("programs", PROGRAMS, "*", "the programs that a viewer or operator sees; an admin sees all")
                    .ours());
    static final Key<String> UNIX_USER = ALL.add(Key.optional(
                    "unix_user",
                    types -> types.user,
                    "none",
                    "the user of this machine who needs no password over a UNIX socket")
            .ours());

    private UserKeys() {}

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[\\s,]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static Role role(String text) throws BadValue {
        List<Role> roles = new ArrayList<>();
        for (String word : words(text)) {
            roles.add(Arrays.stream(Role.values())
                    .filter(role -> role.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new BadValue("there is no role " + word)));
        }
        return roles.stream().max(Role::compareTo).orElseThrow(() -> new BadValue("roles is empty"));
    }

    private static ProcessPatterns patterns(String text) throws BadValue {
        List<String> words = words(text);
        if (words.isEmpty()) {
            throw new BadValue("programs is empty; remove the section to let nobody in");
        }
        return new ProcessPatterns(words);
    }
}

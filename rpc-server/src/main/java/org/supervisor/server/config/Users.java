package org.supervisor.server.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;

/**
 * Users and groups of this machine. Names are looked up as the system does it, in all its sources. Home folders and primary
 * groups are known for users of {@code /etc/passwd} only, and so is whether a number belongs to anybody.
 */
final class Users {
    private static final int GROUP_FIELD = 3;
    private static final int HOME_FIELD = 5;
    private static final int FIELDS = 7;

    private final List<String[]> passwd;

    Users() {
        passwd = read(Path.of("/etc/passwd"));
    }

    private static List<String[]> read(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length == FIELDS)
                    .toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of(); // then only what the system's own look-up answers is known
        }
    }

    /** Whether there is a user of this name. */
    static boolean hasUser(String name) {
        return found(() -> lookup().lookupPrincipalByName(name));
    }

    /** Whether there is a group of this name. */
    static boolean hasGroup(String name) {
        return found(() -> lookup().lookupPrincipalByGroupName(name));
    }

    /** The home folder of a user. */
    Optional<String> home(String name) {
        return passwd.stream()
                .filter(f -> f[0].equals(name))
                .map(f -> f[HOME_FIELD])
                .findFirst();
    }

    /** The number of the primary group of a user, given by name or number. */
    Optional<String> primaryGroup(String user) {
        return passwd.stream()
                .filter(f -> f[0].equals(user) || f[2].equals(user))
                .map(f -> f[GROUP_FIELD])
                .findFirst();
    }

    private static UserPrincipalLookupService lookup() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }

    private interface Lookup {
        Object find() throws IOException;
    }

    private static boolean found(Lookup lookup) {
        try {
            lookup.find();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

package org.supervisor.server.config;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Optional;

/** Users and groups of this machine. They are looked up as the system does it, in all its sources. */
final class Users {
    private final UserLookup users;

    Users(UserLookup users) {
        this.users = users;
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
        return users.find(name).map(UserLookup.Found::home).filter(home -> !home.isEmpty());
    }

    /** The number of the primary group of a user, given by name or number. */
    Optional<String> primaryGroup(String user) {
        return users.find(user).map(found -> Long.toString(found.gid()));
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

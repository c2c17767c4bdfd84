package org.supervisor.server.config;

import java.util.Optional;

/** Users and groups of this machine. They are looked up as the system does, in all its sources. */
final class Users {
    private final UserLookup users;

    Users(UserLookup users) {
        this.users = users;
    }

    /** Whether there is a user of this name or number. */
    boolean hasUser(String user) {
        return users.find(user).isPresent();
    }

    /** The name of a user, given by name or number, as the kernel's answers are shown. */
    Optional<String> name(String user) {
        return users.find(user).map(UserLookup.Found::name);
    }

    /** Whether there is a group of this name or number. */
    boolean hasGroup(String group) {
        return users.hasGroup(group);
    }

    /** The home folder of a user. */
    Optional<String> home(String name) {
        return users.find(name).map(UserLookup.Found::home).filter(home -> !home.isEmpty());
    }

    /** The number of the primary group of a user, given by name or number. */
    Optional<String> primaryGroup(String user) {
        return users.find(user).map(found -> Long.toString(found.gid()));
    }
}

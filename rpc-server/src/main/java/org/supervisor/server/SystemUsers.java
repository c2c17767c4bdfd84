package org.supervisor.server;

import java.util.Optional;
import org.supervisor.server.config.UserLookup;
import org.supervisor.server.os.Accounts;

/** Asks the machine's name service for users. */
final class SystemUsers {
    private SystemUsers() {}

    /** A {@link UserLookup}. */
    static Optional<UserLookup.Found> find(String user) {
        return Accounts.find(user).map(found -> new UserLookup.Found(found.home(), found.gid()));
    }
}

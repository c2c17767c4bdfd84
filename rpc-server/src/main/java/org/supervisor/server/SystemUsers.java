package org.supervisor.server;

import java.util.Optional;
import org.supervisor.server.config.UserLookup;
import org.supervisor.server.os.Accounts;

/** Looks up users and groups in the machine's name service. */
final class SystemUsers implements UserLookup {
    @Override
    public Optional<Found> find(String user) {
        return Accounts.find(user).map(found -> new Found(found.name(), found.home(), found.gid()));
    }

    @Override
    public boolean hasGroup(String group) {
        return Accounts.hasGroup(group);
    }
}

package org.supervisor.server.config;

import java.util.Optional;
import org.supervisor.server.process.StopTree;

/** What belongs to a program besides its process. */
final class TreeKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<Boolean> STOP_TREE = ALL.add(Key.added(
            "stop_tree",
            Types.BOOLEAN,
            "false",
            "whether a stop reaches all that it has started, and is over when none of that is left"));

    private TreeKeys() {}

    static Optional<StopTree> read(Values values) {
        return values.find(STOP_TREE).filter(wanted -> wanted).map(_ -> new StopTree());
    }
}

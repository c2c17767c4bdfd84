package org.supervisor.server.engine;

import java.util.List;
import org.supervisor.server.process.GroupSpec;

/** Reads the configuration again. Called on a thread of its own, because it reads files. */
@FunctionalInterface
public interface ConfigSource {
    /**
     * The groups that the files describe now.
     *
     * @throws RefusedException CANT_REREAD, with what is wrong
     */
    List<GroupSpec> read();
}

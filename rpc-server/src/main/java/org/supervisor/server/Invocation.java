package org.supervisor.server;

import java.nio.file.Path;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.Configuration;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.Overrides;

/**
 * What the command line requests.
 *
 * @param program the name under which we were started
 * @param configuration the main file
 * @param overrides values of the command line, which replace those of the file
 * @param checksOnly whether the configuration is only to be checked and shown
 */
record Invocation(Program program, Path configuration, Overrides overrides, boolean checksOnly) {
    /**
     * Reads the configuration as it is now, as at the start, at a reread and at a restart.
     *
     * @throws ConfigException with all problems
     */
    Loaded load() throws ConfigException {
        Loaded loaded = Configuration.load(configuration, Inherited.environment(), overrides, new SystemUsers());
        if (!loaded.spec().extensions().isEmpty()) {
            Extensions.check(loaded);
        }
        return loaded;
    }
}

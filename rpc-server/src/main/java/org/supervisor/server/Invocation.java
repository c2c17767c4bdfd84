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
     * Reads the configuration as it is now, and checks its extensions: for {@code --check} and for a reread.
     *
     * @throws ConfigException with all problems
     */
    Loaded load() throws ConfigException {
        Loaded loaded = read();
        if (!loaded.spec().extensions().isEmpty()) {
            ExtensionCheck.check(loaded);
        }
        return loaded;
    }

    /**
     * Reads the configuration as it is now, for a daemon that starts, or starts over: this creates the extensions anyway.
     *
     * @throws ConfigException with all problems but those of extensions
     */
    Loaded read() throws ConfigException {
        return Configuration.load(configuration, Inherited.environment(), overrides, new SystemUsers());
    }
}

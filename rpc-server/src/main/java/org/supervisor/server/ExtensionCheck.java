package org.supervisor.server;

import java.util.Optional;
import org.supervisor.server.config.ConfigException;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.engine.Engine;
import org.supervisor.server.engine.Kernel;
import org.supervisor.server.engine.LinuxKernel;
import org.supervisor.server.output.LogFiles;
import org.supervisor.server.output.MainLog;

/** Tries out the extensions of a configuration. */
final class ExtensionCheck {
    private ExtensionCheck() {}

    /**
     * Builds what a round with extensions builds, and closes it again. Nothing is begun.
     *
     * @throws ConfigException if the extensions cannot be used, with all problems
     */
    static void check(Loaded loaded) throws ConfigException {
        SupervisorSpec spec = loaded.spec();
        Kernel kernel = new LinuxKernel();
        try (Extensions extensions = Extensions.create(loaded);
                LogFiles files = new LogFiles(kernel);
                MainLog log = new MainLog(kernel);
                Engine engine = new Engine(
                        RoundParts.settings(spec, Optional.empty()),
                        spec.groups(),
                        spec::groups,
                        log,
                        files,
                        kernel,
                        Optional.of(extensions))) {
            extensions.addTo(RoundParts.endpoint(spec, engine.control(), kernel, Optional.empty()), engine.control());
        }
    }
}

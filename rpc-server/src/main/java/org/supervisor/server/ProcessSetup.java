package org.supervisor.server;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.HttpSpec;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.os.Account;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.os.Capabilities;
import org.supervisor.server.os.Daemon;
import org.supervisor.server.os.Limits;
import org.supervisor.server.os.OsException;
import org.supervisor.server.os.StartConditions;
import org.supervisor.server.os.UnknownAccount;
import org.supervisor.server.process.NativeText;

/** Gives the daemon's own process the limits, the umask, the working directory and the user of its configuration. */
final class ProcessSetup {
    private static final int UMASK_WHEN_DETACHED = 022;

    private static final int FIRST_FREE_PORT = 1024;

    private ProcessSetup() {}

    /**
     * Changes this process.
     *
     * @param start how it was before any build of the daemon has changed it
     * @throws StartException the kernel does not permit it, or there is no such account
     */
    static void apply(SupervisorSpec spec, StartConditions start) {
        DaemonSpec daemon = spec.daemon();
        raiseLimits(daemon, start);
        OptionalInt umask = daemon.process().umask().isEmpty() && Background.isDetached()
                ? OptionalInt.of(UMASK_WHEN_DETACHED)
                : daemon.process().umask();
        umask.ifPresent(Daemon::umask);
        Daemon.keepFilesFromOthers();
        Daemon.outliveChildrenWithoutMemory(start); // as long as we are root
        daemon.process().directory().ifPresent(ProcessSetup::enter);
        daemon.process().user().ifPresent(user -> become(user, opensLowPort(spec)));
    }

    private static void raiseLimits(DaemonSpec daemon, StartConditions start) {
        check(Limits.raiseOpenFiles(daemon.process().minfds(), start.openFiles()));
        check(Limits.raiseProcesses(daemon.process().minprocs()));
    }

    private static void check(Limits.Raised outcome) {
        if (outcome instanceof Limits.Raised.Denied(String message)) {
            throw new StartException(ExitCode.USAGE, "Error: " + message);
        }
    }

    private static void enter(Path directory) {
        try {
            Daemon.changeDirectory(NativeText.of(directory));
        } catch (OsException refused) {
            throw new StartException(
                    ExitCode.USAGE,
                    "Error: " + refused.getMessage() + "; set directory to a folder that our user may enter");
        }
    }

    private static boolean opensLowPort(SupervisorSpec spec) {
        return spec.servers().stream()
                .anyMatch(
                        server -> server instanceof HttpSpec.Tcp tcp && tcp.port() > 0 && tcp.port() < FIRST_FREE_PORT);
    }

    private static void become(String user, boolean keepsPorts) {
        try {
            Account wanted = Accounts.resolve(Optional.of(user), Optional.empty());
            if (wanted.uid() != Accounts.current().uid()) {
                if (!Daemon.isRoot()) {
                    throw new StartException(ExitCode.USAGE, "Error: Can't drop privilege as nonroot user");
                }
                if (keepsPorts) {
                    Capabilities.keepingPorts(() -> Daemon.become(wanted));
                } else {
                    Daemon.become(wanted);
                }
            }
        } catch (UnknownAccount | OsException impossible) {
            throw new StartException(ExitCode.USAGE, "Error: " + impossible.getMessage());
        }
    }
}

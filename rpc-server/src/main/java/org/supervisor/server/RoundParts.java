package org.supervisor.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.supervisor.server.config.DaemonSpec;
import org.supervisor.server.config.SupervisorSpec;
import org.supervisor.server.engine.Control;
import org.supervisor.server.engine.EngineSettings;
import org.supervisor.server.engine.Kernel;
import org.supervisor.server.http.HttpLimits;
import org.supervisor.server.http.Route;
import org.supervisor.server.http.json.ApiRoutes;
import org.supervisor.server.os.Accounts;
import org.supervisor.server.os.Limits;
import org.supervisor.server.os.UnknownAccount;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.rpc.RpcEndpoint;
import org.supervisor.server.rpc.RpcSettings;

/** What each round of the daemon is built of, as its configuration demands. */
final class RoundParts {
    private RoundParts() {}

    static EngineSettings settings(SupervisorSpec spec, Optional<EngineSettings.Survival> survival) {
        DaemonSpec daemon = spec.daemon();
        return new EngineSettings(
                daemon.identifier(),
                daemon.log().file(),
                new EngineSettings.AutoLogFolder(
                        daemon.children().logDir(), daemon.children().nocleanup()),
                daemon.children().priorityWaits(),
                new EngineSettings.ChildDefaults(
                        spec.serverUrl(),
                        Inherited.environmentOfChildren(),
                        daemon.process().directory().orElse(NativeText.folder())),
                daemon.children().output().filter(_ -> !Background.isDetached()),
                survival);
    }

    static RpcEndpoint endpoint(
            SupervisorSpec spec, Control control, Kernel kernel, Optional<EngineSettings.Survival> survival) {
        Supplier<Map<String, Object>> facts =
                new DaemonFacts(control, spec.daemon().log().file(), survival, kernel);
        return new RpcEndpoint(
                control,
                new RpcSettings(Program.version(), spec.supervisorRpc(), RoundParts::uidOf, kernel, facts),
                kernel.blocking());
    }

    /** The JSON API. */
    static List<Route> api(SupervisorSpec spec, RpcEndpoint endpoint, Control control, Kernel kernel) {
        return ApiRoutes.of(new ApiRoutes.Parts(control, endpoint, kernel.blocking(), Program.version(), limits(spec)));
    }

    static HttpLimits limits(SupervisorSpec spec) {
        return HttpLimits.of(
                spec.daemon().http(), Limits.openFiles() / 2, spec.servers().size());
    }

    private static OptionalInt uidOf(String user) {
        try {
            return OptionalInt.of(Math.toIntExact(
                    Accounts.resolve(Optional.of(user), Optional.empty()).uid()));
        } catch (UnknownAccount | ArithmeticException unknown) {
            return OptionalInt.empty();
        }
    }
}

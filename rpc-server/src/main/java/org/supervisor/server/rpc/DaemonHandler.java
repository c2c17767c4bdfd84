package org.supervisor.server.rpc;

import static org.supervisor.server.rpc.Method.answers;

import java.util.List;
import org.supervisor.api.Role;
import org.supervisor.server.engine.Control;

/** Methods of our own that concern the daemon and not its programs. */
final class DaemonHandler {
    private final Control control;

    DaemonHandler(Control control) {
        this.control = control;
    }

    List<Method> methods() {
        return List.of(detach());
    }

    private Method detach() {
        return new Method(
                "daemon.detach",
                Role.ADMIN,
                "Ends the supervisor and leaves all programs running; the next supervisor takes them over.",
                answers("boolean", "true, at once"),
                List.of(),
                _ -> control.detach().thenApply(_ -> true));
    }
}

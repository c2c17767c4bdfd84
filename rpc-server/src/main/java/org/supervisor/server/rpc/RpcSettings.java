package org.supervisor.server.rpc;

import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.supervisor.server.process.TimeSource;

/**
 * What the handlers need besides {@link org.supervisor.server.engine.Control}.
 *
 * @param version our own version, such as {@code 0.1.0}
 * @param supervisorNamespace whether the {@code supervisor.*} methods exist; not without {@code [rpcinterface:supervisor]}
 * @param uids the number of a user given by name or number, if there is one
 * @param time the clocks
 * @param facts what the supervisor knows of itself and its machine, in values that XML-RPC has; may block
 */
public record RpcSettings(
        String version,
        boolean supervisorNamespace,
        Function<String, OptionalInt> uids,
        TimeSource time,
        Supplier<Map<String, Object>> facts) {
    /** Settings of a supervisor that knows nothing of its machine. */
    public RpcSettings(
            String version, boolean supervisorNamespace, Function<String, OptionalInt> uids, TimeSource time) {
        this(version, supervisorNamespace, uids, time, Map::of);
    }

    /** The version of supervisord whose behaviour is implemented; clients compare it. */
    private static final String SUPERVISORD_VERSION = "4.2.5";

    RpcSettings withSupervisorNamespace() {
        return new RpcSettings(version, true, uids, time);
    }

    /** The version clients see: supervisord's, then ours. */
    public String wireVersion() {
        return SUPERVISORD_VERSION + "-rpc" + version;
    }
}

package org.supervisor.server.rpc;

import java.util.OptionalInt;
import java.util.function.Function;
import org.supervisor.server.process.TimeSource;

/**
 * What the handlers need besides {@link org.supervisor.server.engine.Control}.
 *
 * @param version our own version, such as {@code 0.1.0}
 * @param supervisorNamespace whether the {@code supervisor.*} methods exist; not without {@code [rpcinterface:supervisor]}
 * @param uids the number of a user given by name or number, if there is one
 * @param time the clocks
 */
public record RpcSettings(
        String version, boolean supervisorNamespace, Function<String, OptionalInt> uids, TimeSource time) {
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

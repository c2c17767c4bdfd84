package org.supervisor.server.process;

import org.apiguardian.api.API;

/** Why a program is to be started. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface StartOrigin {
    /** It starts with the supervisor. */
    record Autostart() implements StartOrigin {}

    /**
     * It starts with its group, which a caller has added.
     *
     * @param by who, for the log
     */
    record GroupAdded(String by) implements StartOrigin {}

    /**
     * A caller has requested it.
     *
     * @param by who, for the log: {@code admin over 127.0.0.1:51234}
     */
    record Request(String by) implements StartOrigin {}
}

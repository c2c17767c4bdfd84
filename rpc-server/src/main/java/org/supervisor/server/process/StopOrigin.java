package org.supervisor.server.process;

import org.apiguardian.api.API;

/** Why a program is wanted down. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface StopOrigin {
    /** It has not been started yet. */
    record NeverStarted() implements StopOrigin {}

    /**
     * A caller has requested it.
     *
     * @param by who, for the log: {@code admin over 127.0.0.1:51234}
     */
    record Request(String by) implements StopOrigin {}
}

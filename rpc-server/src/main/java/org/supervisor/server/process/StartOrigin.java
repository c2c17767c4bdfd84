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
     * @param ignoresDependencies whether it is launched even if what it depends on is not there; once
     */
    record Request(String by, boolean ignoresDependencies) implements StartOrigin {
        /** With what it depends on. */
        public Request(String by) {
            this(by, false);
        }
    }

    /** It was due by its {@link Schedule}. */
    record Due() implements StartOrigin {}

    /**
     * Another process that was requested depends on it.
     *
     * @param dependent which
     * @param by who has requested that, for the log
     */
    record Needed(String dependent, String by) implements StartOrigin {}

    /**
     * It was wanted up when an earlier supervisor ended, and was not running. There is no new request.
     *
     * @param origin why it was wanted
     */
    record WantedBefore(StartOrigin origin) implements StartOrigin {}

    /** Why it is wanted up at all. */
    default StartOrigin first() {
        return this instanceof WantedBefore(StartOrigin origin) ? origin.first() : this;
    }
}

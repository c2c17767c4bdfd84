package org.supervisor.server.process;

import org.apiguardian.api.API;

/** Whether a process may be launched now. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Gate {
    /** It may. */
    Gate OPEN = new Open();

    /** It may. */
    record Open() implements Gate {}

    /**
     * Not yet: it is held until {@link Event.Released}.
     *
     * @param reason for people: {@code waits for db to be ready}
     * @param isStuck whether it will not end by itself: a caller that waits for the start is told so
     */
    record Held(String reason, boolean isStuck) implements Gate {
        /** It will end by itself. */
        public Held(String reason) {
            this(reason, false);
        }
    }

    /**
     * It may not, and to wait would not help: it is given up.
     *
     * @param reason for people
     */
    record Refused(String reason) implements Gate {}
}

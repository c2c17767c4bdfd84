package org.supervisor.server.process;

import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/** A launched process, as the decisions see it: something with a pid that takes signals. */
@API(status = API.Status.EXPERIMENTAL)
public interface Child {
    /** What became of a signal. */
    enum Delivery {
        /** The kernel took it. */
        SENT,
        /** There was nobody to get it; the exit is on its way to us. */
        GONE,
        /** The kernel forbade it. */
        DENIED
    }

    /** The process id, above 0. */
    int pid();

    /**
     * Sends a signal.
     *
     * @param wholeGroup whether everything in the child's process group gets it
     */
    Delivery signal(Signal signal, boolean wholeGroup);
}

package org.supervisor.server.process;

import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/** A launched process, as the decisions see it: something with a pid that can be signalled. */
@API(status = API.Status.EXPERIMENTAL)
public interface Child {
    /** The result of sending a signal. */
    enum Delivery {
        /** The kernel has delivered it. */
        SENT,
        /** There was no process; its exit will be reported. */
        GONE,
        /** The kernel did not permit it. */
        DENIED
    }

    /** The process id, above 0. */
    int pid();

    /** The pid that it was launched with: another than its own if it was forked away by that one. Its output is known by that. */
    default int launchedAs() {
        return pid();
    }

    /**
     * Sends a signal.
     *
     * @param wholeGroup whether everything in the child's process group gets it
     */
    Delivery signal(Signal signal, boolean wholeGroup);

    /**
     * Sends a signal that is to end it: to all that it has started, too, if it is stopped with that.
     *
     * @param wholeGroup as for {@link #signal}, unless it is stopped with all that it has started
     */
    default Delivery end(Signal signal, boolean wholeGroup) {
        return signal(signal, wholeGroup);
    }
}

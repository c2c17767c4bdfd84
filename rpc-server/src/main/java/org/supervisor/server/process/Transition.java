package org.supervisor.server.process;

import org.apiguardian.api.API;

/**
 * A change from one state to another. One decision may bring about several; all of them are published after the process
 * has reached the last of them.
 *
 * @param cause the event that was decided on
 */
@API(status = API.Status.EXPERIMENTAL)
public record Transition(ManagedProcess process, State from, Event cause, State to) {
    /** Whether this is the last transition of its decision, so that the process is in the state that it leads to. */
    @SuppressWarnings("ReferenceEquality") // to compare records takes code made at run time
    public boolean isLast() {
        return to == process.state();
    }
}

package org.supervisor.server.engine;

import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.State;

/** Those outside the engine's decisions who are told what happened. Loop's thread. */
interface Tidings {
    /** A process has changed the state that the wire shows. */
    void stateChanged(ManagedProcess process, State from, State to);
}

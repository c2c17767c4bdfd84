package org.supervisor.server.engine;

import java.time.Duration;
import java.util.function.Consumer;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Probe;

/** Carries out checks of programs. Loop's thread. */
interface Probes {
    /**
     * Begins a check.
     *
     * @param process which has a child
     * @param timeout how long it may take
     * @param done gets what is wrong, in words for people, or an empty text if nothing is; on the loop's thread, later, once
     *     at most, and not after it was cancelled
     * @return cancels it; does nothing once it is done
     */
    Runnable begin(ManagedProcess process, Probe probe, Duration timeout, Consumer<String> done);
}

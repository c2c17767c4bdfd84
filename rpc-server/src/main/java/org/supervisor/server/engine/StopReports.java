package org.supervisor.server.engine;

import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.StopSequence;

/** Shows by which signals a process is stopped. */
final class StopReports implements Aspect {
    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(StopSequence.class).ifPresent(stop -> facts.add("stop_signals", stop.toString()));
    }
}

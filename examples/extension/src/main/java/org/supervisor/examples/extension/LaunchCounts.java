package org.supervisor.examples.extension;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.process.State;
import org.supervisor.server.process.Transition;

/** Counts launches. Written by the loop's thread, read by any. */
final class LaunchCounts implements Aspect {
    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

    @Override
    public void changed(Transition transition) {
        if (transition.from() instanceof State.Launching && transition.to() instanceof State.Alive) {
            counts.merge(transition.process().name().toString(), 1, Integer::sum);
        }
    }

    /** How often each process was launched, by name. */
    Map<String, Integer> byProcess() {
        return new TreeMap<>(counts);
    }
}

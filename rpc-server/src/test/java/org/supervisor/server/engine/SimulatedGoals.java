package org.supervisor.server.engine;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.StopOrigin;

/** What programs are wanted to be, which must outlive the daemon. */
final class SimulatedGoals {
    private Map<ProcessName, Goal> afterTurn = Map.of();
    private Map<ProcessName, Goal> atCrash = Map.of();

    /** The loop has turned: what was requested before is written down. */
    void turned(Collection<ManagedProcess> processes) {
        afterTurn = of(processes);
    }

    /** The daemon is gone, and with it perhaps what was requested since the last turn. */
    void crashed(Collection<ManagedProcess> processes) {
        atCrash = of(processes);
        atCrash.keySet().retainAll(afterTurn.keySet()); // a group was removed or added
    }

    private static Map<ProcessName, Goal> of(Collection<ManagedProcess> processes) {
        Map<ProcessName, Goal> goals = new HashMap<>();
        processes.forEach(process -> goals.put(process.name(), process.goal()));
        return goals;
    }

    /** The next daemon knows all that is known of the one before, and has not begun. */
    void check(Collection<ManagedProcess> processes) {
        for (ManagedProcess process : processes) {
            Goal last = atCrash.get(process.name());
            Goal before = afterTurn.get(process.name());
            boolean isKept = last == null
                    || isNeverStarted(last)
                    || isNeverStarted(before)
                    || process.goal().equals(last)
                    || process.goal().equals(before);
            if (!isKept) {
                throw new AssertionError("a goal is lost: " + process.name() + " was " + before + " and then " + last
                        + ", and is " + process.goal() + " in " + process.state());
            }
        }
    }

    private static boolean isNeverStarted(Goal goal) {
        return goal instanceof Goal.Down(StopOrigin.NeverStarted _, var _);
    }
}

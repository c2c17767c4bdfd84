package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/** Gives up a process that is restarted too often in a time. What counts is every launch that nobody has requested. */
final class RestartLimits implements Aspect {
    private final TimeSource time;
    private final Map<ManagedProcess, Deque<Long>> restarts = new HashMap<>(0);

    RestartLimits(TimeSource time) {
        this.time = time;
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        return process.spec()
                .aspect(RestartLimit.class)
                .filter(limit -> recent(process, limit) >= limit.count() && !isHeld(process))
                .<Gate>map(limit -> new Gate.Refused("was restarted " + limit.count() + " times within "
                        + Causes.seconds(limit.within()) + ", which is its restart_limit"))
                .orElse(Gate.OPEN);
    }

    /** It was counted when it was first held. */
    private static boolean isHeld(ManagedProcess process) {
        return process.state() instanceof State.Held;
    }

    private int recent(ManagedProcess process, RestartLimit limit) {
        Deque<Long> times = restarts.get(process);
        if (times == null) {
            return 0;
        }
        long now = time.nanos();
        while (!times.isEmpty() && now - times.peek() >= limit.within().toNanos()) {
            times.remove();
        }
        return times.size();
    }

    @Override
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        Optional<RestartLimit> limit = process.spec().aspect(RestartLimit.class);
        if (limit.isEmpty()) {
            return;
        }
        if (process.state() instanceof State.Down || transition.cause() instanceof Event.StartRequested) {
            restarts.remove(process); // whoever requests a start later has a reason
        } else if (isRestart(transition)) {
            restarts.computeIfAbsent(process, _ -> new ArrayDeque<>()).add(time.nanos());
        }
    }

    private static boolean isRestart(Transition transition) {
        boolean isLaunch = transition.to() instanceof State.Launching || transition.to() instanceof State.Held;
        return isLaunch
                && (transition.cause() instanceof Event.ChildExited || transition.cause() instanceof Event.TimeReached);
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(restarts::remove);
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(RestartLimit.class).ifPresent(limit -> {
            facts.add("restart_limit", limit.count() + "/" + limit.within().toSeconds() + "s");
            facts.add("recent_restarts", recent(process, limit));
        });
    }
}

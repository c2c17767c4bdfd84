package org.supervisor.server.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Gives up a process that is restarted too often in a time. What counts is every launch that nobody has requested; one that
 * is held first counts when it is made.
 */
final class RestartLimits implements Aspect {
    private final TimeSource time;
    private final Map<ManagedProcess, Deque<Long>> restarts = new HashMap<>(0);
    private final Set<ManagedProcess> held = new HashSet<>(0); // before a restart

    RestartLimits(TimeSource time) {
        this.time = time;
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        return process.spec()
                .aspect(RestartLimit.class)
                .filter(limit -> recent(process, limit) >= limit.count() && !isRequested(process))
                .<Gate>map(limit -> new Gate.Refused("was restarted " + limit.count() + " times within "
                        + Causes.seconds(limit.within()) + ", which is its restart_limit"))
                .orElse(Gate.OPEN);
    }

    /** The pause before a restart is ended by a request alone. */
    private boolean isRequested(ManagedProcess process) {
        return process.state() instanceof State.RestartDelay delay && time.nanos() - delay.restartAtNanos() < 0;
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
            forget(process); // whoever requests a start later has a reason
        } else if (transition.to() instanceof State.Held && isAutomatic(transition.cause())) {
            held.add(process);
        } else if (transition.to() instanceof State.Launching
                && (held.remove(process) || isAutomatic(transition.cause()))) {
            restarts.computeIfAbsent(process, _ -> new ArrayDeque<>()).add(time.nanos());
        }
    }

    private static boolean isAutomatic(Event cause) {
        return cause instanceof Event.ChildExited
                || cause instanceof Event.TimeReached
                || cause instanceof Event.LaunchRefused;
    }

    private void forget(ManagedProcess process) {
        restarts.remove(process);
        held.remove(process);
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(this::forget);
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(RestartLimit.class).ifPresent(limit -> {
            facts.add("restart_limit", limit.count() + "/" + limit.within().toSeconds() + "s");
            facts.add("recent_restarts", recent(process, limit));
        });
    }
}

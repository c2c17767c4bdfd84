package org.supervisor.server.engine;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/** Counts how processes start and end. Loop's thread. */
final class RunCounts implements Aspect {
    private final Map<ManagedProcess, Counters> all = new HashMap<>();
    private final TimeSource time;

    RunCounts(TimeSource time) {
        this.time = time;
    }

    private static final class Counters {
        private final Map<ProcessCounts.Ending, Long> endings = new EnumMap<>(ProcessCounts.Ending.class);
        private long launches;
        private long refused;
        private long restarts;
        private long pauses;
        private Optional<Duration> lastStart = Optional.empty();

        ProcessCounts.Runs published() {
            return new ProcessCounts.Runs(launches, refused, restarts, pauses, Map.copyOf(endings), lastStart);
        }
    }

    /** Those of a process. */
    ProcessCounts.Runs of(ManagedProcess process) {
        Counters known = all.get(process);
        return known == null ? ProcessCounts.Runs.NONE : known.published();
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(all::remove);
    }

    @Override
    public void changed(Transition transition) {
        State from = transition.from();
        State to = transition.to();
        Counters counters = all.computeIfAbsent(transition.process(), _ -> new Counters());
        switch (transition.cause()) {
            case Event.Launched _ when !(from instanceof State.Alive) -> counters.launches++;
            case Event.LaunchRefused _ -> counters.refused++;
            case Event.ChildExited(ExitStatus status)
            when from instanceof State.Alive -> counters.endings.merge(ending(transition, status), 1L, Long::sum);
            case Event.Resumed _ -> {
                return; // nothing has happened to it
            }
            case Event.Launched _, Event.ChildExited _, Event.Request _, Event.Checked _, Event.Released _ -> {}
            case Event.TimeReached _ -> {}
        }
        if (isOrder(from, to) && !(transition.cause() instanceof Event.StartRequested)) {
            counters.restarts++;
        }
        if (to instanceof State.Backoff || to instanceof State.RestartDelay) {
            counters.pauses++;
        }
        if (from instanceof State.Starting starting && to instanceof State.Running) {
            counters.lastStart = Optional.of(Duration.ofNanos(time.nanos() - starting.sinceNanos()));
        }
    }

    /** Whether it is to be launched, and was not before. */
    private static boolean isOrder(State from, State to) {
        return (to instanceof State.Launching || to instanceof State.Held)
                && !(from instanceof State.Launching || from instanceof State.Held);
    }

    private static ProcessCounts.Ending ending(Transition transition, ExitStatus status) {
        return switch (transition.from()) {
            case State.Starting _ -> ProcessCounts.Ending.EARLY;
            case State.Killing _ -> ProcessCounts.Ending.KILLED;
            case State.Stopping _, State.Unsignallable _ -> ProcessCounts.Ending.STOPPED;
            case State.Running _,
                    State.Down _,
                    State.Held _,
                    State.Launching _,
                    State.StopPending _,
                    State.Backoff _,
                    State.RestartDelay _ -> {
                if (status instanceof ExitStatus.Killed) {
                    yield ProcessCounts.Ending.SIGNALLED;
                }
                yield transition.process().spec().restart().expects(status)
                        ? ProcessCounts.Ending.EXPECTED
                        : ProcessCounts.Ending.UNEXPECTED;
            }
        };
    }
}

package org.supervisor.server.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/** Sets a timer to the deadline of the present state, where it has one. Loop's thread. */
final class Deadlines implements Aspect {
    private final Map<ManagedProcess, Timers.Timer> timers = new HashMap<>();
    private final EventLoop loop;
    private final TimeSource time;

    Deadlines(EventLoop loop, TimeSource time) {
        this.loop = loop;
        this.time = time;
    }

    @Override
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        cancel(process);
        OptionalLong next = process.state().deadlineNanos();
        if (next.isPresent()) {
            timers.put(process, loop.at(next.getAsLong(), () -> reached(process)));
        }
    }

    private void reached(ManagedProcess process) {
        timers.remove(process);
        process.on(new Event.TimeReached(time.nanos()));
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(this::cancel);
    }

    private void cancel(ManagedProcess process) {
        Timers.Timer timer = timers.remove(process);
        if (timer != null) {
            timer.cancel();
        }
    }
}

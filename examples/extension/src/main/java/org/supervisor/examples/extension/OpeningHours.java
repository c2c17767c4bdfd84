package org.supervisor.examples.extension;

import java.time.Duration;
import java.time.LocalTime;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.supervisor.server.engine.Aspect;
import org.supervisor.server.engine.LoopTasks;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;

/** Holds programs that are to be launched outside the hours, until the next hour begins. Loop's thread. */
final class OpeningHours implements Aspect {
    private static final int SECONDS_PER_HOUR = 3600;

    private final Hours hours;
    private final Supplier<LocalTime> clock;
    private final LoopTasks loop;
    private final Set<ManagedProcess> held = new HashSet<>();

    OpeningHours(Hours hours, Supplier<LocalTime> clock, LoopTasks loop) {
        this.hours = hours;
        this.clock = clock;
        this.loop = loop;
    }

    @Override
    public Gate mayLaunch(ManagedProcess process) {
        LocalTime now = clock.get();
        if (hours.contains(now.getHour())) {
            return Gate.OPEN;
        }
        if (held.isEmpty()) {
            loop.after(Duration.ofSeconds(SECONDS_PER_HOUR - now.toSecondOfDay() % SECONDS_PER_HOUR), this::release);
        }
        held.add(process);
        return new Gate.Held("waits for the hours " + hours);
    }

    /** Each is asked again, and may be held again. */
    private void release() {
        Set<ManagedProcess> all = Set.copyOf(held);
        held.clear();
        all.forEach(process -> process.on(new Event.Released()));
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(held::remove);
    }
}

package org.supervisor.server.engine;

import java.time.Duration;
import java.util.stream.Stream;
import org.supervisor.api.EventType;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.Ticks;
import org.supervisor.server.process.TimeSource;

/** Publishes ticks for as long as they have a subscriber; an idle daemon is not woken for nothing. Loop's thread. */
final class TickTimer {
    private final EventBus bus;
    private final EventLoop loop;
    private final TimeSource time;
    private boolean isWound;

    TickTimer(EventBus bus, EventLoop loop, TimeSource time) {
        this.bus = bus;
        this.loop = loop;
        this.time = time;
    }

    /** Begins to tick, unless it does already or has no subscriber. To be called after a subscription. */
    void wind() {
        if (!isWound && isHeard()) {
            isWound = true;
            tick(new Ticks());
        }
    }

    private void tick(Ticks ticks) {
        isWound = isHeard();
        if (isWound) {
            Ticks.Due due = ticks.due(time.now());
            long wait = Duration.between(time.now(), due.next()).toNanos();
            loop.at(time.nanos() + Math.max(0, wait), () -> tick(ticks)); // first, for a listener may throw
            due.events().forEach(bus::publish);
        }
    }

    private boolean isHeard() {
        return Stream.of(EventType.TICK_5, EventType.TICK_60, EventType.TICK_3600)
                .anyMatch(bus::isHeard);
    }
}

package org.supervisor.server.events;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.supervisor.api.EventType;

/**
 * Reports when the wall clock passes a multiple of 5 s, a minute or an hour. The first call gives no tick. After a
 * sleep or a clock step there is one tick for each period, not those that were missed. Pure; confined to one thread.
 */
public final class Ticks {
    /** How often. */
    @API(status = API.Status.EXPERIMENTAL)
    public enum Period {
        FIVE_SECONDS(5, EventType.TICK_5),
        MINUTE(60, EventType.TICK_60),
        HOUR(3600, EventType.TICK_3600);

        private final int seconds;
        private final EventType type;

        Period(int seconds, EventType type) {
            this.seconds = seconds;
            this.type = type;
        }

        EventType type() {
            return type;
        }

        private long begun(Instant now) {
            return Math.floorDiv(now.getEpochSecond(), (long) seconds) * seconds;
        }
    }

    /**
     * What to publish now, and when to call again.
     *
     * @param events shortest period first
     * @param next by the wall clock; the next multiple of the shortest period
     */
    public record Due(List<SupervisorEvent.Tick> events, Instant next) {
        public Due {
            events = List.copyOf(events);
        }
    }

    private final Map<Period, Long> begun = new EnumMap<>(Period.class);

    /** The ticks that have become due since the last call. */
    public Due due(Instant now) {
        List<SupervisorEvent.Tick> events = new ArrayList<>();
        for (Period period : Period.values()) {
            long current = period.begun(now);
            Long last = begun.put(period, current);
            if (last != null && last != current) {
                events.add(new SupervisorEvent.Tick(period, current));
            }
        }
        Period shortest = Period.FIVE_SECONDS;
        return new Due(events, Instant.ofEpochSecond(shortest.begun(now) + shortest.seconds));
    }
}

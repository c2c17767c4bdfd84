package org.supervisor.server.events;

import java.util.List;
import java.util.Set;
import org.apiguardian.api.API;
import org.supervisor.api.EventType;

/**
 * Events for subscribers that read at their own pace: they are notified that there is something new, and fetch it from
 * what is kept. A slow one misses some, which the sequence numbers show. Safe for any thread.
 */
@API(status = API.Status.EXPERIMENTAL)
public final class EventFeed {
    private final String life;
    private final EventBus bus;
    private final Runnable onSubscribed;

    /**
     * A feed of all that a bus publishes.
     *
     * @param life identifies this run of the supervisor
     * @param onSubscribed run, by any thread, after each subscription
     */
    EventFeed(String life, EventBus bus, Runnable onSubscribed) {
        this.life = life;
        this.bus = bus;
        this.onSubscribed = onSubscribed;
    }

    /** Identifies this run of the supervisor; sequence numbers count from 1 in each run. Letters and digits. */
    public String life() {
        return life;
    }

    /**
     * Those that came after the one with this sequence number; 0 for all that are kept. If the first is not the next in
     * sequence, those between are gone.
     */
    public List<RecentEvents.Entry> after(long sequence) {
        return bus.recent().after(sequence);
    }

    /** The sequence number of the latest event; 0 if there was none. */
    public long latest() {
        return bus.recent().latest();
    }

    /**
     * Calls back, on the loop's thread, after every event of any type; must not block.
     *
     * @param heard the types that are waited for: ticks are published only if they have a receiver
     * @return ends the subscription; any thread
     */
    public EventBus.Observation subscribe(Set<EventType> heard, Runnable callback) {
        EventBus.Observation observation = bus.observe(heard, callback);
        onSubscribed.run();
        return observation;
    }
}

package org.supervisor.server.events;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apiguardian.api.API;
import org.supervisor.api.EventType;
import org.supervisor.server.process.TimeSource;

/**
 * Passes every event to the subscribers of its type. Serial numbers count, from 0, the events that some pool has
 * accepted. Confined to the event loop's thread, unless stated otherwise.
 */
public final class EventBus {
    /** Ends an observation; any thread. */
    @API(status = API.Status.EXPERIMENTAL)
    @FunctionalInterface
    public interface Observation extends AutoCloseable {
        @Override
        void close();
    }

    private final TimeSource time;
    private final List<ListenerPool> pools = new ArrayList<>();
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private final RecentEvents recent = new RecentEvents();
    private final Map<EventType, Long> published = new EnumMap<>(EventType.class);
    private long nextSerial;

    /** A bus without listeners. */
    public EventBus(TimeSource time) {
        this.time = time;
    }

    /** The serial number of the next event that a pool accepts. */
    public long nextSerial() {
        return nextSerial;
    }

    /** Goes on counting from here. */
    public void nextSerial(long serial) {
        nextSerial = serial;
    }

    /** Its listeners get the events from now on. */
    public void add(ListenerPool pool) {
        pools.add(pool);
    }

    /** Its listeners get no more events. */
    public void remove(ListenerPool pool) {
        pools.remove(pool);
    }

    /** Passes the event to all. What one of them throws is thrown when all have got the event. */
    public void publish(SupervisorEvent event) {
        recent.add(time.now(), event);
        published.merge(event.type(), 1L, Long::sum);
        Throwable failure = null;
        for (Observer observer : observers) {
            failure = attempt(failure, observer.callback);
        }
        OptionalLong serial = OptionalLong.empty();
        for (ListenerPool pool : List.copyOf(pools)) {
            if (pool.wants(event.type())) {
                long number = serial.isPresent() ? serial.getAsLong() : nextSerial++;
                serial = OptionalLong.of(number);
                failure = attempt(failure, () -> pool.accept(event, number));
            }
        }
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            case RuntimeException exception -> throw exception;
            default -> throw new IllegalStateException("a Runnable has thrown a checked exception", failure);
        }
    }

    private static Throwable attempt(Throwable before, Runnable step) {
        try {
            step.run();
            return before;
        } catch (Throwable failure) {
            return before == null ? failure : before;
        }
    }

    /** How many events were published, by type; without those of which there was none. */
    public Map<EventType, Long> published() {
        return Map.copyOf(published);
    }

    /**
     * Whether an event of this type has a receiver: one that is costly and has none need not be created. Ticks, for
     * instance, would wake the loop every five seconds.
     */
    public boolean isHeard(EventType type) {
        return observers.stream().anyMatch(observer -> observer.hears(type))
                || pools.stream().anyMatch(pool -> pool.wants(type));
    }

    /**
     * Calls back after every event of any type, on the loop's thread; must not block. May be called by any thread.
     *
     * @param heard the types that have a receiver by this
     */
    public Observation observe(Set<EventType> heard, Runnable callback) {
        Observer observer = new Observer(Set.copyOf(heard), callback);
        observers.add(observer);
        return () -> observers.remove(observer);
    }

    /** The latest events; any thread. */
    public RecentEvents recent() {
        return recent;
    }

    /** A registered callback, compared by identity. */
    private static final class Observer {
        private final Set<EventType> heard;
        private final Runnable callback;

        private Observer(Set<EventType> heard, Runnable callback) {
            this.heard = heard;
            this.callback = callback;
        }

        private boolean hears(EventType type) {
            return heard.stream().anyMatch(type::isA);
        }
    }

    /**
     * A feed of all that is published.
     *
     * @param life identifies this run of the supervisor
     * @param onSubscribed run, by any thread, after each subscription
     */
    public EventFeed feed(String life, Runnable onSubscribed) {
        return new EventFeed(life, this, onSubscribed);
    }
}

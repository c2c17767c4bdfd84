package org.supervisor.server.events;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.supervisor.server.process.TimeSource;

/**
 * Hands every event to those who subscribed to its type. Serial numbers count, from 0, the events that some pool took.
 * Confined to the event loop's thread, except where it says otherwise.
 */
public final class EventBus {
    /** Ends an observation; any thread. */
    @FunctionalInterface
    public interface Observation extends AutoCloseable {
        @Override
        void close();
    }

    private final TimeSource time;
    private final List<ListenerPool> pools = new ArrayList<>();
    private final List<Observer> observers = new CopyOnWriteArrayList<>();
    private final RecentEvents recent = new RecentEvents();
    private long nextSerial;

    /** A bus without listeners. */
    public EventBus(TimeSource time) {
        this.time = time;
    }

    /** Its listeners hear what happens from now on. */
    public void add(ListenerPool pool) {
        pools.add(pool);
    }

    /** Its listeners hear nothing more. */
    public void remove(ListenerPool pool) {
        pools.remove(pool);
    }

    /** Tells everybody. */
    public void publish(SupervisorEvent event) {
        RecentEvents.Entry entry = recent.add(time.now(), event);
        observers.forEach(observer -> observer.receiver.accept(entry));
        OptionalLong serial = OptionalLong.empty();
        for (ListenerPool pool : List.copyOf(pools)) {
            if (pool.wants(event.type())) {
                serial = serial.isPresent() ? serial : OptionalLong.of(nextSerial++);
                pool.accept(event, serial.getAsLong());
            }
        }
    }

    /**
     * Whether anybody would hear an event of this type: what is costly to make and unheard need not be made. Ticks, for
     * instance, would wake the loop every five seconds.
     */
    public boolean isHeard(EventType type) {
        return !observers.isEmpty() || pools.stream().anyMatch(pool -> pool.wants(type));
    }

    /** Calls back for every event, on the loop's thread; must not block. May be called by any thread. */
    public Observation observe(Consumer<RecentEvents.Entry> receiver) {
        Observer observer = new Observer(receiver);
        observers.add(observer);
        return () -> observers.remove(observer);
    }

    /** The latest events; any thread. */
    public RecentEvents recent() {
        return recent;
    }

    /** Each is itself only, though the same receiver may be given twice. */
    private static final class Observer {
        private final Consumer<RecentEvents.Entry> receiver;

        private Observer(Consumer<RecentEvents.Entry> receiver) {
            this.receiver = receiver;
        }
    }
}

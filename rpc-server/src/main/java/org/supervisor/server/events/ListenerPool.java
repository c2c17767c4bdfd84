package org.supervisor.server.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.EventType;
import org.supervisor.server.process.ProcessName;

/**
 * Listeners that share the events of their subscription: each event goes to one of them, and comes again, here only, if
 * it is rejected or its listener dies. While all are busy events wait, a bounded number of them; then the oldest goes.
 * Pure: what it wants done it asks of {@link Effects}. Confined to the event loop's thread.
 *
 * <p>The header's {@code len} counts characters (Unicode code points), as supervisord 4 does and its Python listeners
 * expect, although supervisord's manual says bytes; the two differ only for payloads beyond ASCII.
 *
 * @see <a href="http://supervisord.org/events.html#event-listener-notification-protocol">the protocol</a>
 */
public final class ListenerPool {
    /** What a pool asks of the world. Must not call back into the pool. */
    public interface Effects {
        /**
         * Writes to a listener's stdin, now or as soon as it takes it.
         *
         * @return false if its stdin is closed
         */
        boolean send(ProcessName listener, byte[] bytes);

        /** Logs at ERROR. */
        void error(String text);

        /** Logs at WARN. */
        void warn(String text);

        /** Logs at DEBUG. */
        void debug(String text);
    }

    /**
     * How the pool has fared.
     *
     * @param accepted events that matched the subscription
     * @param processed events a listener answered with OK
     * @param rejected times an event came back, for whatever reason
     * @param discarded events lost because too many waited
     * @param waiting events that wait now
     */
    public record Counters(long accepted, long processed, long rejected, long discarded, int waiting) {}

    private record Waiting(SupervisorEvent event, long serial, long poolSerial) {}

    private final String name;
    private final List<EventType> events;
    private final int bufferSize;
    private final String server;
    private final Effects effects;
    private final Map<ProcessName, Member> members = new LinkedHashMap<>();
    private final Deque<Waiting> buffer = new ArrayDeque<>();

    private long accepted; // also the next pool serial
    private long processed;
    private long rejected;
    private long discarded;

    /**
     * A pool whose listeners are yet to start.
     *
     * @param name the group's
     * @param members its processes, in the order in which they are asked
     * @param events the types subscribed to
     * @param bufferSize how many events may wait, at least 1
     * @param server the supervisor's identifier
     */
    public ListenerPool(
            String name,
            Collection<ProcessName> members,
            Collection<EventType> events,
            int bufferSize,
            String server,
            Effects effects) {
        if (bufferSize < 1) {
            throw new IllegalArgumentException(
                    "buffer_size of pool " + name + " is " + bufferSize + ", expected 1 or more");
        }
        this.name = name;
        this.events = List.copyOf(events);
        this.bufferSize = bufferSize;
        this.server = server;
        this.effects = effects;
        members.forEach(member -> this.members.put(member, new Member(member)));
    }

    /** The group's name. */
    public String name() {
        return name;
    }

    /** Whether it subscribed to this type or one above it. */
    public boolean wants(EventType type) {
        return events.stream().anyMatch(type::isA);
    }

    /** A listener was launched; it has yet to say READY. */
    public void launched(ProcessName listener) {
        member(listener).begin();
    }

    /** A listener is RUNNING, so that it may hear events; or it no longer is. */
    public void setRunning(ProcessName listener, boolean isRunning) {
        member(listener).isRunning = isRunning;
        dispatch();
    }

    /** A listener has gone. The event it was busy with comes again. */
    public void died(ProcessName listener) {
        Member member = member(listener);
        member.isRunning = false;
        member.event.ifPresent(this::takeBack);
        member.begin();
        dispatch();
    }

    /** A listener wrote to its stdout, in pieces of any size. The buffer is used up. */
    public void bytesFrom(ProcessName listener, ByteBuffer bytes) {
        Member member = member(listener);
        while (bytes.hasRemaining()) {
            member.take(bytes.get());
        }
        dispatch();
    }

    /** How the conversation with this listener stands. */
    public ListenerState state(ProcessName listener) {
        return member(listener).conversation.state();
    }

    /** How the pool has fared. */
    public Counters counters() {
        return new Counters(accepted, processed, rejected, discarded, buffer.size());
    }

    void accept(SupervisorEvent event, long serial) {
        makeRoom();
        buffer.addLast(new Waiting(event, serial, accepted++));
        dispatch();
    }

    private void takeBack(Waiting event) {
        rejected++;
        effects.debug("rebuffering event " + event.serial() + " for pool " + name);
        makeRoom();
        buffer.addFirst(event);
    }

    private void makeRoom() {
        if (buffer.size() >= bufferSize) {
            Waiting oldest = buffer.removeFirst();
            discarded++;
            effects.error("pool " + name + " event buffer overflowed, discarding event " + oldest.serial());
        }
    }

    private void dispatch() {
        while (!buffer.isEmpty() && members.values().stream().anyMatch(member -> member.hears(buffer.getFirst()))) {
            buffer.removeFirst();
        }
    }

    private byte[] envelope(Waiting waiting) {
        String payload = waiting.event().payload();
        int length = payload.codePointCount(0, payload.length());
        String header = "ver:3.0 server:" + server + " serial:" + waiting.serial() + " pool:" + name + " poolserial:"
                + waiting.poolSerial() + " eventname:" + waiting.event().eventName() + " len:" + length + "\n";
        return (header + payload).getBytes(StandardCharsets.UTF_8);
    }

    private Member member(ProcessName listener) {
        Member member = members.get(listener);
        if (member == null) {
            throw new IllegalArgumentException(
                    listener + " is not in pool " + name + "; its members: " + members.keySet());
        }
        return member;
    }

    /** One listener of the pool. */
    private final class Member {
        private final ProcessName listener;
        private Conversation conversation = new Conversation();
        private Optional<Waiting> event = Optional.empty();
        private boolean isRunning;

        private Member(ProcessName listener) {
            this.listener = listener;
        }

        void begin() {
            conversation = new Conversation();
            event = Optional.empty();
        }

        /** Gives it an event if it can take one. */
        boolean hears(Waiting waiting) {
            if (!isRunning
                    || conversation.state() != ListenerState.READY
                    || !effects.send(listener, envelope(waiting))) {
                return false;
            }
            event = Optional.of(waiting);
            conversation.eventSent();
            return true;
        }

        void take(byte next) {
            switch (conversation.take(next)) {
                case Conversation.Nothing _ -> {}
                case Conversation.Processed _ -> {
                    effects.debug(listener.process() + ": event was processed");
                    processed++;
                    event = Optional.empty();
                }
                case Conversation.Rejected _ -> {
                    effects.warn(listener.process() + ": event was rejected");
                    event.ifPresent(ListenerPool.this::takeBack);
                    event = Optional.empty();
                }
                case Conversation.Broken(String reason) -> {
                    effects.warn(listener.process() + ": " + reason + "; the listener is now in state UNKNOWN and hears"
                            + " no more events until it is restarted");
                    event.ifPresent(ListenerPool.this::takeBack);
                    event = Optional.empty();
                }
            }
        }
    }
}

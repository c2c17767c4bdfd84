package org.supervisor.server.events;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.supervisor.api.EventType;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ResultHandler;

/**
 * Listeners that share the events of their subscription: each event goes to one of them, and is offered again, in this
 * pool only, if it is rejected or its listener dies, each time after a longer pause in which others pass it. While all
 * are busy events wait, a bounded number of them; then the oldest is discarded. Pure: all effects go through
 * {@link Effects}. Confined to the event loop's thread.
 *
 * <p>The header's {@code len} counts characters (Unicode code points), as supervisord 4 does and its Python listeners
 * expect, although supervisord's manual says bytes; the two differ only for payloads beyond ASCII.
 *
 * @see <a href="http://supervisord.org/events.html#event-listener-notification-protocol">the protocol</a>
 */
public final class ListenerPool {
    /** The effects of a pool. Must not call back into the pool. */
    public interface Effects {
        /**
         * Writes to a listener's stdin, now or as soon as it takes it.
         *
         * @return false if its stdin is closed
         */
        boolean send(ProcessName listener, byte[] bytes);

        /** Monotonic nanoseconds. */
        long nanos();

        /** Does something at a moment of the monotonic clock. */
        void at(long nanos, Runnable action);

        /** Writes to the daemon's standard output. */
        void print(String text);

        /** Logs at ERROR. */
        void error(String text);

        /** Logs at WARN. */
        void warn(String text);

        /** Logs at DEBUG. */
        void debug(String text);
    }

    /**
     * The counters of the pool.
     *
     * @param accepted events that matched the subscription
     * @param processed events whose result was accepted
     * @param rejected times an event came back, for whatever reason
     * @param discarded events lost because too many waited
     * @param waiting events that wait now
     */
    public record Counters(long accepted, long processed, long rejected, long discarded, int waiting) {}

    /**
     * An event that waits.
     *
     * @param rejections how often it has come back
     * @param dueNanos not to be offered before this moment of the monotonic clock
     */
    private record Waiting(SupervisorEvent event, long serial, long poolSerial, int rejections, long dueNanos) {
        Waiting rejected(long nowNanos) {
            return new Waiting(event, serial, poolSerial, rejections + 1, nowNanos + pauseNanos(rejections + 1));
        }

        boolean isDue(long nowNanos) {
            return nowNanos - dueNanos >= 0;
        }

        void write(DataOutput out) throws IOException {
            out.writeUTF(event.type().name());
            byte[] payload = NativeText.bytes(event.payload());
            out.writeInt(payload.length);
            out.write(payload);
            out.writeLong(serial);
            out.writeLong(poolSerial);
            out.writeInt(rejections);
            out.writeLong(dueNanos);
        }

        static Waiting read(DataInput in) throws IOException {
            String type = in.readUTF();
            byte[] payload = new byte[in.readInt()];
            in.readFully(payload);
            EventType known = EventType.named(type)
                    .orElseThrow(() -> new IOException("there is no event type " + type + " any more"));
            SupervisorEvent event = new SupervisorEvent.Earlier(known, NativeText.of(payload));
            return new Waiting(event, in.readLong(), in.readLong(), in.readInt(), in.readLong());
        }
    }

    /** After the second rejection, in milliseconds; it doubles with each. */
    static final int FIRST_PAUSE_MILLIS = 100;

    /** The longest pause. */
    static final int LONGEST_PAUSE_MILLIS = 10_000;

    /** How long, in milliseconds, later events do not pass a rejected one at the listener that rejected it. */
    static final int LONGEST_REST_MILLIS = 1_000;

    private static final byte[] OK = {'O', 'K'};
    private static final int MOST_DOUBLINGS = 10;
    private static final int MILLION = 1_000_000;

    /** How much of a result is kept, in bytes: enough to distinguish it from OK, or output that is to be printed. */
    private static final int SHORT_RESULT = 3;

    private static final int LONG_RESULT = 1 << 20;

    private final String name;
    private final List<EventType> events;
    private final int bufferSize;
    private final ResultHandler handler;
    private final String server;
    private final Effects effects;
    private final Map<ProcessName, Member> members = new LinkedHashMap<>();
    private final Deque<Waiting> buffer = new ArrayDeque<>();

    private long accepted; // also the next pool serial
    private long processed;
    private long rejected;
    private long discarded;

    /**
     * A pool whose listeners have not started yet.
     *
     * @param name the group's
     * @param members its processes, in the order in which they are offered events
     * @param events the types subscribed to
     * @param bufferSize how many events may wait, at least 1
     * @param handler how results are handled
     * @param server the supervisor's identifier
     */
    public ListenerPool(
            String name,
            Collection<ProcessName> members,
            Collection<EventType> events,
            int bufferSize,
            ResultHandler handler,
            String server,
            Effects effects) {
        if (bufferSize < 1) {
            throw new IllegalArgumentException(
                    "buffer_size of pool " + name + " is " + bufferSize + ", expected 1 or more");
        }
        this.name = name;
        this.events = List.copyOf(events);
        this.bufferSize = bufferSize;
        this.handler = handler;
        this.server = server;
        this.effects = effects;
        members.forEach(member -> this.members.put(member, new Member(member)));
    }

    /** The group's name. */
    public String name() {
        return name;
    }

    /** How many events may wait. */
    public int bufferSize() {
        return bufferSize;
    }

    /** Whether it subscribed to this type or one above it. */
    public boolean wants(EventType type) {
        return events.stream().anyMatch(type::isA);
    }

    /** A listener was launched; it has not sent READY yet. */
    public void launched(ProcessName listener) {
        member(listener).begin();
    }

    /** A listener is RUNNING, so that it may get events; or it no longer is. */
    public void setRunning(ProcessName listener, boolean isRunning) {
        member(listener).isRunning = isRunning;
        dispatch();
    }

    /** A listener has gone. The event it was busy with is offered again. */
    public void died(ProcessName listener) {
        Member member = member(listener);
        member.isRunning = false;
        member.event.ifPresent(this::takeBack);
        member.begin();
        dispatch();
    }

    /** A listener wrote to its stdout, in pieces of any size. The buffer is consumed. */
    public void bytesFrom(ProcessName listener, ByteBuffer bytes) {
        Member member = member(listener);
        while (bytes.hasRemaining()) {
            member.take(bytes);
        }
        dispatch();
    }

    /** The state of the protocol with this listener. */
    public ListenerState state(ProcessName listener) {
        return member(listener).conversation.state();
    }

    /** Writes down the events that wait and where each conversation is, for {@link #read}. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(accepted);
        out.writeInt(buffer.size());
        for (Waiting waiting : buffer) {
            waiting.write(out);
        }
        out.writeInt(members.size());
        for (Map.Entry<ProcessName, Member> member : members.entrySet()) {
            out.writeUTF(member.getKey().process());
            member.getValue().write(out);
        }
    }

    /**
     * Goes on where another build in this process was. To be called before any event.
     *
     * @return the listeners whose conversation goes on; what one was busy with that is no longer in the pool waits
     */
    public List<ProcessName> read(DataInput in) throws IOException {
        accepted = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            buffer.addLast(Waiting.read(in));
        }
        List<ProcessName> goOn = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            ProcessName listener = new ProcessName(name, in.readUTF());
            Member member = members.getOrDefault(listener, new Member(listener));
            member.read(in);
            if (members.containsKey(listener)) {
                goOn.add(listener);
            } else {
                member.event.ifPresent(buffer::addFirst);
            }
        }
        return goOn;
    }

    /** The counters of the pool. */
    public Counters counters() {
        return new Counters(accepted, processed, rejected, discarded, buffer.size());
    }

    void accept(SupervisorEvent event, long serial) {
        makeRoom();
        buffer.addLast(new Waiting(event, serial, accepted++, 0, effects.nanos()));
        dispatch();
    }

    /**
     * An event was rejected and is to be offered again: at once the first time, then after a pause that grows, so that
     * listeners that reject everything do not keep the daemon busy.
     *
     * @return when
     */
    private long takeBack(Waiting event) {
        rejected++;
        effects.debug("rebuffering event " + event.serial() + " for pool " + name);
        makeRoom();
        long now = effects.nanos();
        Waiting again = event.rejected(now);
        buffer.addFirst(again);
        dispatchAt(again.dueNanos(), now);
        return again.dueNanos();
    }

    private static long pauseNanos(int rejections) {
        if (rejections < 2) {
            return 0;
        }
        long millis = (long) FIRST_PAUSE_MILLIS << Math.min(rejections - 2, MOST_DOUBLINGS);
        return MILLION * Math.min(millis, LONGEST_PAUSE_MILLIS);
    }

    private void dispatchAt(long nanos, long nowNanos) {
        if (nanos != nowNanos) {
            effects.at(nanos, this::dispatch);
        }
    }

    private void makeRoom() {
        if (buffer.size() >= bufferSize) {
            Waiting oldest = buffer.removeFirst();
            discarded++;
            effects.error("pool " + name + " event buffer overflowed, discarding event " + oldest.serial());
        }
    }

    /** Offers what is due, in order; stops at the first that no listener can take. */
    private void dispatch() {
        long now = effects.nanos();
        for (Iterator<Waiting> events = buffer.iterator(); events.hasNext(); ) {
            Waiting next = events.next();
            if (next.isDue(now)) {
                if (members.values().stream().noneMatch(member -> member.hears(next, now))) {
                    return;
                }
                events.remove();
            }
        }
    }

    private byte[] envelope(Waiting waiting) {
        String payload = waiting.event().payload();
        int length = payload.codePointCount(0, payload.length());
        String header = "ver:3.0 server:" + server + " serial:" + waiting.serial() + " pool:" + name + " poolserial:"
                + waiting.poolSerial() + " eventname:" + waiting.event().eventName() + " len:" + length + "\n";
        return NativeText.bytes(header + payload);
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
        private ListenerProtocol conversation = conversation();
        private Optional<Waiting> event = Optional.empty();
        private boolean isRunning;
        private long restsUntilNanos = effects.nanos();

        private Member(ProcessName listener) {
            this.listener = listener;
        }

        void begin() {
            conversation = conversation();
            event = Optional.empty();
            restsUntilNanos = effects.nanos();
        }

        private ListenerProtocol conversation() {
            return new ListenerProtocol(handler == ResultHandler.STANDARD_OUTPUT ? LONG_RESULT : SHORT_RESULT);
        }

        void write(DataOutput out) throws IOException {
            conversation.write(out);
            out.writeLong(restsUntilNanos);
            out.writeBoolean(event.isPresent());
            if (event.isPresent()) {
                event.get().write(out);
            }
        }

        void read(DataInput in) throws IOException {
            conversation.read(in);
            restsUntilNanos = in.readLong();
            event = in.readBoolean() ? Optional.of(Waiting.read(in)) : Optional.empty();
        }

        /** Sends it an event if it can take one. */
        boolean hears(Waiting waiting, long nowNanos) {
            if (!isRunning
                    || conversation.state() != ListenerState.READY
                    || nowNanos - restsUntilNanos < 0
                    || !effects.send(listener, envelope(waiting))) {
                return false;
            }
            event = Optional.of(waiting);
            conversation.eventSent();
            return true;
        }

        void take(ByteBuffer bytes) {
            switch (conversation.take(bytes)) {
                case ListenerProtocol.Nothing _ -> {}
                case ListenerProtocol.Answered(byte[] result) -> {
                    if (isAccepted(result)) {
                        effects.debug(listener.process() + ": event was processed");
                        processed++;
                        event = Optional.empty();
                    } else {
                        effects.warn(listener.process() + ": event was rejected");
                        reject();
                    }
                }
                case ListenerProtocol.Broken(String reason) -> {
                    effects.warn(
                            listener.process() + ": has entered the UNKNOWN state and will no longer receive events"
                                    + " until it is restarted: " + reason);
                    reject();
                }
            }
        }

        private boolean isAccepted(byte[] result) {
            return switch (handler) {
                case DEFAULT -> Arrays.equals(result, OK);
                case STANDARD_OUTPUT -> {
                    ProgramOutput.in(result).map(ProgramOutput::prefixed).ifPresent(effects::print);
                    yield true;
                }
                case FOREIGN -> true;
            };
        }

        /** During the pause it gets no other event, so that events keep their order; but not for long. */
        private void reject() {
            event.ifPresent(rejected -> {
                long now = effects.nanos();
                long again = takeBack(rejected);
                restsUntilNanos = now + Math.min(again - now, (long) LONGEST_REST_MILLIS * MILLION);
                if (restsUntilNanos != again) {
                    dispatchAt(restsUntilNanos, now);
                }
            });
            event = Optional.empty();
        }
    }
}

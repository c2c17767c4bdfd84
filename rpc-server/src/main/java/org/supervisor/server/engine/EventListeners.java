package org.supervisor.server.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.supervisor.api.EventType;
import org.supervisor.server.events.EventBus;
import org.supervisor.server.events.EventFeed;
import org.supervisor.server.events.ListenerPool;
import org.supervisor.server.events.ListenerState;
import org.supervisor.server.events.SupervisorEvent;
import org.supervisor.server.os.Handover;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.ResultHandler;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Publishes events of what happens, passes them to the pools of event listeners and reads their answers. Loop's thread.
 */
final class EventListeners implements Aspect {
    private static final String SERIAL = "serial of events";
    private static final String POOL = "event pool ";

    private final String identifier;
    private final EventLoop loop;
    private final ProcessEntries entries;
    private final MainLog log;
    private final Consumer<String> print;
    private final TimeSource time;
    private final EventBus bus;
    private final TickTimer ticks;
    private final EventFeed feed;
    private final Map<String, Pool> pools = new HashMap<>();
    private final Set<ProcessName> resumed = new HashSet<>();
    private Handover handed = new Handover();
    private boolean isResumed;

    /** A pool and its answer timeouts. */
    private record Pool(ListenerPool pool, AnswerTimeouts timeouts) {}

    /**
     * Without any listener yet.
     *
     * @param identifier names the supervisor to the listeners
     * @param print writes to the daemon's standard output
     */
    EventListeners(
            String identifier,
            EventBus bus,
            EventLoop loop,
            ProcessEntries entries,
            MainLog log,
            Consumer<String> print,
            TimeSource time) {
        this.identifier = identifier;
        this.print = print;
        this.loop = loop;
        this.entries = entries;
        this.log = log;
        this.time = time;
        this.bus = bus;
        this.ticks = new TickTimer(bus, loop, time);
        String life = Long.toString(time.now().toEpochMilli(), Character.MAX_RADIX);
        this.feed = bus.feed(life, () -> loop.execute(ticks::wind));
    }

    /** The identifier from the configuration. Any thread. */
    String identifier() {
        return identifier;
    }

    /** All events, for subscribers; any thread. */
    EventFeed feed() {
        return feed;
    }

    /** The supervisor is up; if another build in this process was, nothing has changed for listeners. */
    void begin() {
        if (!isResumed) {
            bus.publish(new SupervisorEvent.SupervisorRunning());
        }
        isResumed = false;
    }

    /** Goes on with the conversations that another build in this process has handed over. */
    void inherit(Handover handover) {
        handed = handover;
        handover.note(SERIAL).ifPresent(serial -> {
            isResumed = true;
            bus.nextSerial(ByteBuffer.wrap(serial).getLong());
        });
    }

    /** Hands over the conversations, and the events that wait. */
    void handOver(Handover handover) {
        handover.note(
                SERIAL,
                ByteBuffer.allocate(Long.BYTES).putLong(bus.nextSerial()).array());
        pools.forEach((name, known) -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                known.pool().write(out);
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            handover.note(POOL + name, bytes.toByteArray());
        });
    }

    /** How many events were published, by type. */
    Map<EventType, Long> published() {
        return bus.published();
    }

    /** What the pools have counted, by the name of the group. */
    Map<String, Counts.Pool> counts() {
        Map<String, Counts.Pool> counts = new HashMap<>();
        pools.forEach((name, known) -> {
            ListenerPool.Counters of = known.pool().counters();
            counts.put(
                    name,
                    new Counts.Pool(
                            of.accepted(),
                            of.processed(),
                            of.rejected(),
                            of.discarded(),
                            of.waiting(),
                            known.pool().bufferSize()));
        });
        return counts;
    }

    /** Whether the conversation with a listener goes on. */
    boolean hasConversation(ManagedProcess listener) {
        return resumed.contains(listener.name());
    }

    private void resume(ListenerPool pool) {
        handed.note(POOL + pool.name()).ifPresent(bytes -> {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                resumed.addAll(pool.read(in));
            } catch (IOException torn) {
                throw new UncheckedIOException(torn);
            }
        });
    }

    /** The supervisor begins to stop everything. */
    void stopping() {
        bus.publish(new SupervisorEvent.SupervisorStopping());
    }

    /** A group that is a pool of listeners gets the event of its own addition, and all that follow. */
    @Override
    public void added(ProcessGroup group) {
        if (group.spec().kind() instanceof ProgramSpec.Kind.Listener kind) {
            AnswerTimeouts timeouts = new AnswerTimeouts(kind.answerTimeout(), loop, log, time);
            ListenerPool pool = new ListenerPool(
                    group.name(),
                    group.processes().stream().map(ManagedProcess::name).toList(),
                    types(kind.events()),
                    kind.bufferSize(),
                    ResultHandler.named(kind.resultHandler()),
                    identifier,
                    new Effects(group, timeouts));
            pools.put(group.name(), new Pool(pool, timeouts));
            resume(pool);
            bus.add(pool);
            ticks.wind();
        }
        if (!isResumed) {
            bus.publish(new SupervisorEvent.GroupAdded(group.name()));
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        Optional.ofNullable(pools.remove(group.name())).ifPresent(gone -> bus.remove(gone.pool()));
        bus.publish(new SupervisorEvent.GroupRemoved(group.name()));
    }

    /** A client has sent an event of its own. */
    void remote(String type, String data) {
        bus.publish(new SupervisorEvent.RemoteCommunication(type, data));
    }

    /** The stdout of a listener is its answer to its pool. */
    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        listener(process).ifPresent(plan::stdoutListener);
    }

    /** What reads the answers of a process that is a listener. */
    Optional<OutputListener> listener(ManagedProcess process) {
        return of(process.name()).map(known -> chunk -> answered(known, process, chunk));
    }

    private static void answered(Pool known, ManagedProcess process, ByteBuffer chunk) {
        known.pool().bytesFrom(process.name(), chunk);
        switch (known.pool().state(process.name())) {
            case READY, ACKNOWLEDGED -> known.timeouts().cancel(process.name());
            case UNKNOWN -> known.timeouts().protocolBroken(process);
            case BUSY -> {} // with the previous event, or with one that was sent just now
        }
    }

    /** That a process was taken over is no change of it. */
    @Override
    public void changed(Transition transition) {
        if (transition.cause() instanceof Event.Resumed) {
            of(transition.process().name())
                    .filter(_ -> hasConversation(transition.process()))
                    .ifPresent(known -> goOn(known, transition.process(), transition.to()));
            return;
        }
        if (transition.from().wire() != transition.to().wire()) {
            changed(transition.process(), transition.from(), transition.to());
        }
    }

    private void changed(ManagedProcess process, State from, State to) {
        try {
            of(process.name()).ifPresent(known -> follow(known, process, from, to));
        } finally {
            bus.publish(StateEvents.of(process.name(), from, to));
        }
    }

    private static void follow(Pool known, ManagedProcess process, State from, State to) {
        if (from instanceof State.Alive && !(to instanceof State.Alive)) {
            known.timeouts().cancel(process.name());
            known.pool().died(process.name());
        } else {
            known.pool().setRunning(process.name(), to instanceof State.Running);
        }
    }

    private static void goOn(Pool known, ManagedProcess listener, State state) {
        if (known.pool().state(listener.name()) == ListenerState.BUSY) {
            known.timeouts().waitFor(listener);
        }
        known.pool().setRunning(listener.name(), state instanceof State.Running);
    }

    @Override
    public String remark(ManagedProcess process) {
        return of(process.name())
                .filter(_ -> process.state() instanceof State.Running)
                .filter(known -> known.pool().state(process.name()) == ListenerState.UNKNOWN)
                .map(_ -> "gets no events until it is restarted, because it has not kept to the protocol of listeners")
                .orElse("");
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        of(process.name())
                .ifPresent(known ->
                        facts.add("listener", known.pool().state(process.name()).name()));
    }

    private Optional<Pool> of(ProcessName name) {
        return Optional.ofNullable(pools.get(name.group()));
    }

    private static Collection<EventType> types(Collection<String> names) {
        return names.stream()
                .map(name -> EventType.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("there is no event type " + name)))
                .toList();
    }

    /** What the pool of a group wants done. */
    private final class Effects implements ListenerPool.Effects {
        private final ProcessGroup group;
        private final AnswerTimeouts timeouts;

        Effects(ProcessGroup group, AnswerTimeouts timeouts) {
            this.group = group;
            this.timeouts = timeouts;
        }

        @Override
        public boolean send(ProcessName listener, byte[] bytes) {
            ManagedProcess process = group.find(listener.process()).orElseThrow();
            boolean isSent = entries.of(process).io().input().write(bytes) == ChildInput.Sent.TAKEN;
            if (isSent) {
                timeouts.waitFor(process);
            }
            return isSent;
        }

        @Override
        public long nanos() {
            return time.nanos();
        }

        @Override
        public void at(long nanos, Runnable action) {
            loop.at(nanos, action);
        }

        @Override
        public void print(String text) {
            print.accept(text);
        }

        @Override
        public void error(String text) {
            log.error(text);
        }

        @Override
        public void warn(String text) {
            log.warn(text);
        }

        @Override
        public void debug(String text) {
            log.debug(text);
        }
    }
}

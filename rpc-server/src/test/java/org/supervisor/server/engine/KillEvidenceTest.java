package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.supervisor.api.EventType;
import org.supervisor.api.Signal;
import org.supervisor.server.os.Evidence;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.EvidenceRule;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

class KillEvidenceTest {
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofMillis(1);

    private final List<Timer> timers = new ArrayList<>();
    private final List<Evidence.Order> orders = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<EventType> events = new ArrayList<>();
    private Consumer<Path> written = _ -> {};
    private long nanos;

    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.parse("2026-11-29T12:00:00Z");
        }
    };
    private final KillEvidence evidence = new KillEvidence(new KillEvidence.Tools(
            this::write,
            _ -> "the end",
            this::after,
            time,
            (_, note) -> notes.add(note),
            event -> events.add(event.type()),
            new MainLog(time)));
    private final Aspects aspects = new Aspects(List.of(evidence), new FailureLog(new MainLog(time)));
    private ManagedProcess process;

    private record Timer(long atNanos, Runnable action) {}

    private Runnable after(Duration pause, Runnable action) {
        Timer timer = new Timer(nanos + pause.toNanos(), action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    private void write(Evidence.Order order, Consumer<Path> done, Consumer<String> failed) {
        orders.add(order);
        written = done;
    }

    private record Running(int pid) implements Child {
        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private static final class Launching implements Launcher {
        @Override
        public Gate mayLaunch(ManagedProcess launched) {
            return Gate.OPEN;
        }

        @Override
        public void launch(ManagedProcess launched) {
            launched.on(new Event.Launched(new Running(7)));
        }
    }

    @BeforeEach
    void start() {
        ProcessSpec spec = ProcessSpec.builder("p")
                .command("/bin/p")
                .startWait(Duration.ZERO)
                .stopRetries(2)
                .stopWait(GRACE)
                .aspect(new EvidenceRule(Path.of("/evidence"), TIMEOUT, 3, false))
                .build();
        ProcessGroup group =
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec));
        aspects.added(group);
        process = group.processes().getFirst();
        process.on(new Event.StartRequested("test"));
    }

    private void advance(Duration by) {
        nanos += by.toNanos();
        for (Timer due :
                timers.stream().filter(timer -> timer.atNanos() <= nanos).toList()) {
            timers.remove(due);
            due.action().run();
        }
        process.on(new Event.TimeReached(nanos));
    }

    @Test
    void itIsWrittenTowardsTheEndOfTheLastStepAndDelaysNothing() {
        process.on(new Event.StopRequested("test"));
        advance(GRACE); // the second signal
        advance(GRACE.minus(TIMEOUT).minus(STEP));
        assertThat(orders).isEmpty();
        advance(STEP);
        assertThat(orders)
                .containsExactly(new Evidence.Order(
                        Path.of("/evidence/p"), "20261129T120000.000-7", 7, "the end", TIMEOUT, 3, false));
        advance(TIMEOUT);
        assertThat(process.state()).isInstanceOf(State.Killing.class);
        written.accept(Path.of("/evidence/p/x"));
        assertThat(notes).containsExactly("evidence is in /evidence/p/x");
        assertThat(events).containsExactly(EventType.REMOTE_COMMUNICATION);
    }

    @Test
    void nothingIsWrittenOfAProcessThatEndsInTime() {
        process.on(new Event.StopRequested("test"));
        advance(GRACE);
        process.on(new Event.ChildExited(new ExitStatus.Code(0)));
        advance(GRACE);
        assertThat(orders).isEmpty();
        assertThat(timers).isEmpty();
    }

    @Test
    void aRestartComesWhenItIsWritten() {
        evidence.restart(process, "it is unhealthy");
        evidence.restart(process, "it is unhealthy still");
        assertThat(orders).hasSize(1);
        assertThat(process.state()).isInstanceOf(State.Running.class);
        written.accept(Path.of("/evidence/p/x"));
        assertThat(process.state()).isInstanceOf(State.Stopping.class);
    }

    @Test
    void aRestartComesAtTheLatestWhenTheTimeIsOver() {
        evidence.restart(process, "it is unhealthy");
        advance(TIMEOUT.minus(STEP));
        assertThat(process.state()).isInstanceOf(State.Running.class);
        advance(STEP);
        assertThat(process.state()).isInstanceOf(State.Stopping.class);
    }

    @Test
    void aProcessThatWasStoppedMeanwhileIsNotRestarted() {
        evidence.restart(process, "it is unhealthy");
        process.on(new Event.StopRequested("test"));
        process.on(new Event.ChildExited(new ExitStatus.Code(0)));
        written.accept(Path.of("/evidence/p/x"));
        assertThat(process.state()).isInstanceOf(State.Stopped.class);
    }
}

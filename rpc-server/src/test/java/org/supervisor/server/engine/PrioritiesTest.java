package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Launcher;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.StartRule;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;

/** Programs that wait for those of a lower priority; each is up after ten seconds. */
class PrioritiesTest {
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Duration UP = Duration.ofSeconds(10);

    private long nanos;
    private final TimeSource time = new TimeSource() {
        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }
    };

    private final ProcessRegistry registry = new ProcessRegistry();
    private final Aspects aspects =
            new Aspects(List.of(new Dependencies(registry), new Priorities()), new FailureLog(new MainLog(time)));
    private final Set<String> refused = new HashSet<>();
    private final Map<String, ManagedProcess> all = new HashMap<>();

    private record Running(int pid) implements Child {
        @Override
        public Delivery signal(Signal signal, boolean wholeGroup) {
            return Delivery.SENT;
        }
    }

    private final class Launching implements Launcher {
        @Override
        public Gate mayLaunch(ManagedProcess asked) {
            return aspects.mayLaunch(asked);
        }

        @Override
        public void launch(ManagedProcess launched) {
            if (refused.contains(launched.name().process())) {
                launched.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.OTHER, "no")));
            } else {
                launched.on(new Event.Launched(new Running(7)));
            }
        }
    }

    private static ProcessSpec.Builder spec(String name, int priority) {
        return ProcessSpec.builder(name)
                .command("/bin/p")
                .priority(priority)
                .start(new StartRule(UP, 2, new Backoff.Constant(Duration.ofSeconds(3)), Dialect.SUPERVISORD));
    }

    private void add(ProcessSpec... specs) {
        for (ProcessSpec spec : specs) {
            ProcessGroup group =
                    new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec));
            registry.add(group);
            aspects.added(group);
            all.put(spec.name().process(), group.processes().getFirst());
        }
    }

    private void autostart() {
        registry.byPriority()
                .forEach(group ->
                        group.processes().getFirst().on(new Event.StartRequested(new StartOrigin.Autostart())));
    }

    private void pass(Duration duration) {
        nanos += duration.toNanos();
        registry.byPriority().forEach(group -> group.processes().getFirst().on(new Event.TimeReached(nanos)));
    }

    private void is(String name, ProcessState state) {
        assertThat(all.get(name).state().wire()).as(name).isEqualTo(state);
    }

    private void isHeld(String name) {
        assertThat(all.get(name).state()).as(name).isInstanceOf(State.Held.class);
    }

    private void isLaunched(String name) {
        assertThat(all.get(name).state()).as(name).isInstanceOf(State.Starting.class);
    }

    @Test
    void theNextPriorityStartsWhenAllOfTheOneBeforeAreRunning() {
        add(
                spec("web", 30).build(),
                spec("db", 10).build(),
                spec("cache", 10).build(),
                spec("api", 20).build());
        autostart();
        isLaunched("db");
        isLaunched("cache");
        isHeld("api");
        assertThat(all.get("api").history().spawnError()).isEqualTo("waits until all with priority 10 are running");
        assertThat(aspects.facts(all.get("api")).others()).containsEntry("waits_for", List.of("db", "cache"));
        pass(UP.minus(MOMENT));
        isHeld("api");
        pass(MOMENT);
        is("db", ProcessState.RUNNING);
        isLaunched("api");
        isHeld("web");
        pass(UP);
        isLaunched("web");
    }

    @Test
    void nothingIsLaunchedBeforeThoseThatAreAboutToStart() {
        add(spec("web", 30).build(), spec("db", 10).build());
        all.get("web").on(new Event.StartRequested(new StartOrigin.Autostart()));
        isHeld("web");
        all.get("db").on(new Event.StartRequested(new StartOrigin.Autostart()));
        isHeld("web");
        pass(UP);
        isLaunched("web");
    }

    @Test
    void whatIsGivenUpOrHasEndedIsNotWaitedFor() {
        refused.add("db");
        add(spec("db", 10).build(), spec("api", 20).build(), spec("web", 30).build());
        autostart();
        is("db", ProcessState.BACKOFF);
        isHeld("api");
        pass(Duration.ofSeconds(3));
        is("db", ProcessState.FATAL);
        isLaunched("api");
        all.get("api").on(new Event.StopRequested("test"));
        all.get("api").on(new Event.ChildExited(new ExitStatus.Code(0)));
        isLaunched("web");
    }

    @Test
    void whatIsNotStartedIsNotWaitedFor() {
        add(spec("db", 10).autoStart(false).build(), spec("web", 20).build());
        all.get("web").on(new Event.StartRequested(new StartOrigin.Autostart()));
        isLaunched("web");
    }

    @Test
    void aRestartByItselfDoesNotWaitButAStartOnRequestDoes() {
        add(spec("db", 10).build(), spec("web", 20).build());
        autostart();
        pass(UP);
        pass(UP);
        is("web", ProcessState.RUNNING);
        all.get("db").on(new Event.RestartRequested("test"));
        all.get("db").on(new Event.ChildExited(new ExitStatus.Code(0)));
        isLaunched("db");
        all.get("web").on(new Event.RestartRequested("test"));
        all.get("web").on(new Event.ChildExited(new ExitStatus.Code(0)));
        isLaunched("web");
        all.get("web").on(new Event.StopRequested("test"));
        all.get("web").on(new Event.ChildExited(new ExitStatus.Code(0)));
        all.get("web").on(new Event.StartRequested("test"));
        isHeld("web");
        all.get("web").on(new Event.StartRequested(new StartOrigin.Request("test", true)));
        isLaunched("web");
    }

    @Test
    void dependenciesCountMore() {
        add(
                spec("first", 10)
                        .aspect(new DependsOn(
                                List.of(new DependsOn.Dependency("last", DependsOn.Condition.READY)),
                                DependsOn.OnFailure.IGNORE))
                        .build(),
                spec("last", 20).build());
        autostart();
        isHeld("first");
        isLaunched("last");
        pass(UP);
        isLaunched("first");
    }

    @Test
    void aGroupThatIsRemovedIsNotWaitedFor() {
        add(spec("db", 10).build(), spec("web", 20).build());
        all.get("web").on(new Event.StartRequested("test"));
        isHeld("web");
        ProcessGroup group = registry.group("db").orElseThrow();
        registry.remove(group);
        aspects.removed(group);
        isLaunched("web");
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
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

class MemoryKillsTest {
    private static final ExitStatus KILLED = new ExitStatus.Killed(Signal.KILL, false);

    private final List<String> notes = new ArrayList<>();
    private long kills = 4;
    private long ownKills = -1; // of its own cgroup
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
    private final MemoryKills aspect = new MemoryKills(
            () -> kills, _ -> ownKills, this::after, time, (_, note) -> notes.add(note), new MainLog(time));
    private final Aspects aspects = new Aspects(List.of(aspect), new FailureLog(new MainLog(time)));
    private ManagedProcess process;
    private Runnable firstCount = () -> {};

    private Runnable after(Duration pause, Runnable action) {
        firstCount = action;
        return () -> {};
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
        start(ProcessSpec.builder("p")
                .command("/bin/p")
                .startWait(Duration.ZERO)
                .build());
    }

    private void start(ProcessSpec spec) {
        ProcessGroup group =
                new ProcessFactory(new Launching(), aspects, time, new Random(1)).group(GroupSpec.of(spec));
        aspects.added(group);
        firstCount.run();
        process = group.processes().getFirst();
        process.on(new Event.StartRequested("test"));
    }

    private void ends(ExitStatus status) {
        process.on(new Event.ChildExited(status));
        if (process.state() instanceof State.Down) {
            process.on(new Event.StartRequested("test"));
        }
    }

    @Test
    void aKillIsTheKernelsIfThatHasKilledForLackOfMemoryMeanwhile() {
        kills = 5;
        ends(KILLED);
        assertThat(notes).containsExactly("was probably killed by the kernel for lack of memory");
        assertThat(aspect.remark(process)).isEqualTo("was probably killed for lack of memory at 2026-11-29T12:00:00Z");
    }

    @Test
    void aKillIsSomebodyElsesIfItHasNot() {
        ends(KILLED);
        assertThat(notes).isEmpty();
        assertThat(aspect.remark(process)).isEmpty();
    }

    @Test
    void aKillOfTheKernelExplainsOneDeathOnly() {
        kills = 5;
        ends(KILLED);
        ends(KILLED);
        assertThat(notes).hasSize(1);
    }

    @Test
    void severalKillsAtOnceExplainSeveralDeaths() {
        kills = 6;
        ends(KILLED);
        ends(KILLED);
        ends(KILLED);
        assertThat(notes).hasSize(2);
    }

    @Test
    void aKillThatExplainedNothingAtItsTimeExplainsNothingLater() {
        kills = 6;
        ends(KILLED);
        nanos += Duration.ofSeconds(10).toNanos() + 1;
        ends(KILLED);
        assertThat(notes).hasSize(1);
    }

    @Test
    void neitherAnotherEndNorOurOwnKillIsExplainedByIt() {
        kills = 5;
        ends(new ExitStatus.Killed(Signal.TERM, false));
        process.on(new Event.KillRequested("alice"));
        ends(KILLED);
        assertThat(notes).isEmpty();
    }

    private void startInACgroup() {
        start(ProcessSpec.builder("p")
                .command("/bin/p")
                .startWait(Duration.ZERO)
                .aspect(CgroupLimits.of(Map.of(CgroupLimits.Control.MEMORY_MAX, "1000000")))
                .build());
    }

    @Test
    void itsOwnCgroupSaysForCertainWhetherAProcessWasKilled() {
        startInACgroup();
        kills = 5;
        ownKills = 1;
        ends(KILLED);
        assertThat(notes).containsExactly("was killed by the kernel for lack of memory");
        assertThat(aspect.remark(process)).isEqualTo("was killed for lack of memory at 2026-11-29T12:00:00Z");
    }

    @Test
    void aKillThatItsOwnCgroupDoesNotCountWasAnothers() {
        startInACgroup();
        kills = 5;
        ownKills = 0;
        ends(KILLED);
        assertThat(notes).isEmpty();
    }

    @Test
    void aCgroupThatDoesNotCountLeavesItProbable() {
        startInACgroup();
        kills = 5;
        ends(KILLED);
        assertThat(notes).containsExactly("was probably killed by the kernel for lack of memory");
    }

    @Test
    void aKernelThatDoesNotCountExplainsNothing() {
        kills = -1;
        ends(KILLED);
        assertThat(notes).isEmpty();
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;
import org.supervisor.server.os.TreeUsage;
import org.supervisor.server.rpc.FakeControl;

class UsagesTest {
    private static final ProcessView WEB = FakeControl.in(ProcessState.RUNNING, 7, Instant.EPOCH, null, "");

    private final Map<Integer, Duration> cpu = new HashMap<>(Map.of(7, Duration.ofHours(1)));
    private Duration now = Duration.ofDays(1);
    private int looks;

    private final Usages usages =
            new Usages(() -> List.of(WEB), this::look, () -> now.toNanos(), () -> pass(Usages.BETWEEN));

    private Map<Integer, TreeUsage> look(Collection<Integer> children) {
        looks++;
        Map<Integer, TreeUsage> found = new HashMap<>();
        children.forEach(pid -> found.put(pid, new TreeUsage(2, 3, cpu.get(pid), 4096, OptionalLong.empty())));
        return found;
    }

    /** Web works for a quarter of the time. */
    private void pass(Duration time) {
        now = now.plus(time);
        cpu.computeIfPresent(7, (_, used) -> used.plus(time.dividedBy(4)));
    }

    @Test
    void whoAsksFirstHasTheProcessorTimeOfHalfASecond() {
        assertThat(usages.of(List.of(WEB))).containsExactly(new ProcessUsage("web", 25, 4096, 2, 3));
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void allWhoAskWithinTwoSecondsShareALook() {
        usages.of(List.of(WEB));
        pass(Duration.ofMillis(1400));
        assertThat(usages.of(List.of())).isEmpty();
        assertThat(usages.of(List.of(WEB))).hasSize(1);
        assertThat(looks).isEqualTo(2);
        pass(Duration.ofMillis(700));
        assertThat(usages.of(List.of(WEB))).containsExactly(new ProcessUsage("web", 25, 4096, 2, 3));
        assertThat(looks).isEqualTo(3);
    }

    @Test
    void anOldLookIsNotComparedWith() {
        usages.of(List.of(WEB));
        pass(Duration.ofHours(1));
        usages.of(List.of(WEB));
        assertThat(looks).isEqualTo(4);
    }

    @Test
    void aTreeThatHasLostAProcessSeemsToHaveUsedNothing() {
        usages.of(List.of(WEB));
        pass(Duration.ofSeconds(3));
        cpu.put(7, Duration.ZERO);
        assertThat(usages.of(List.of(WEB)).getFirst().cpuPercent()).isZero();
    }

    @Test
    void aProcessThatDoesNotRunHasNoUsage() {
        assertThat(usages.of(List.of(FakeControl.in(ProcessState.STOPPED, 0, null, null, ""))))
                .isEmpty();
        assertThat(usages.of(List.of(FakeControl.in(ProcessState.RUNNING, 8, Instant.EPOCH, null, ""))))
                .as("it has begun since the look")
                .isEmpty();
    }
}

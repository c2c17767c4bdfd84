package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.supervisor.server.process.ExitStatus;

class OrphanLinesTest {
    private final List<String> lines = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final OrphanLines orphans = new OrphanLines(this::after, lines::add);

    private Runnable after(Duration pause, Runnable action) {
        assertThat(pause).isEqualTo(Duration.ofMinutes(1));
        timers.add(action);
        return () -> {};
    }

    private void reap(String program, int count) {
        for (int i = 0; i < count; i++) {
            orphans.reaped(4711, program, new ExitStatus.Code(3));
        }
    }

    @Test
    void tenOfEachProgramAreNamedInAMinuteAndTheOthersCounted() {
        reap("p", 12);
        reap("", 10);
        assertThat(lines)
                .hasSize(20)
                .first()
                .asString()
                .contains("reaped unknown pid 4711 (exit status 3), which 'p' has left behind");
        assertThat(timers).hasSize(1);
        timers.getFirst().run();
        assertThat(lines)
                .hasSize(21)
                .last()
                .asString()
                .contains("reaped 2 more unknown pids, which 'p' has left behind, within a minute");
        reap("p", 1);
        assertThat(lines).hasSize(22);
        assertThat(timers).hasSize(2);
    }
}

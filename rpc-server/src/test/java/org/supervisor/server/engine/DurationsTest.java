package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {
    @Test
    void eachIsCountedWhereItIsNotLongerThanTheBound() {
        Durations durations = new Durations();
        durations.add(0);
        durations.add(Duration.ofNanos(100_000).toNanos());
        durations.add(Duration.ofNanos(100_001).toNanos());
        durations.add(Duration.ofSeconds(10).toNanos());
        durations.add(Duration.ofSeconds(11).toNanos());
        assertThat(durations.counted().counts()).containsExactly(2L, 1L, 0L, 0L, 0L, 1L, 1L);
        assertThat(durations.counted().sum()).isEqualTo(Duration.ofSeconds(21).plusNanos(200_001));
    }
}

package org.supervisor.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static final Instant START = Instant.parse("2026-11-22T09:59:52.5Z");

    private final Ticks ticks = new Ticks();

    @Test
    void theStartGivesNoTick() {
        Ticks.Due due = ticks.due(START);
        assertThat(due.events()).isEmpty();
        assertThat(due.next()).isEqualTo("2026-11-22T09:59:55Z");
    }

    @Test
    void aTickComesAtItsMultipleAndNotBefore() {
        ticks.due(START);
        assertThat(texts(Instant.parse("2026-11-22T09:59:54.999999999Z"))).isEmpty();
        assertThat(texts(Instant.parse("2026-11-22T09:59:55Z"))).containsExactly("TICK_5 when:1795341595");
        assertThat(texts(Instant.parse("2026-11-22T09:59:59.9Z"))).isEmpty();
        assertThat(texts(Instant.parse("2026-11-22T10:00:00.1Z")))
                .containsExactly("TICK_5 when:1795341600", "TICK_60 when:1795341600", "TICK_3600 when:1795341600");
        assertThat(ticks.due(Instant.parse("2026-11-22T10:00:00.1Z")).next()).isEqualTo("2026-11-22T10:00:05Z");
    }

    @Test
    void aClockThatSleptGivesOneTickAPeriod() {
        ticks.due(START);
        assertThat(texts(START.plusSeconds(1000)))
                .containsExactly("TICK_5 when:1795342590", "TICK_60 when:1795342560", "TICK_3600 when:1795341600");
    }

    @Test
    void aClockSetBackTicksToo() {
        ticks.due(START);
        assertThat(texts(START.minusSeconds(5))).containsExactly("TICK_5 when:1795341585");
    }

    private List<String> texts(Instant now) {
        return ticks.due(now).events().stream()
                .map(tick -> tick.eventName() + " " + tick.payload())
                .toList();
    }
}

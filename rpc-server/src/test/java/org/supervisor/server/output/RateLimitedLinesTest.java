package org.supervisor.server.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitedLinesTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private long now = Long.MAX_VALUE - 5; // it wraps around
    private final RateLimitedLines lines = new RateLimitedLines(() -> now);

    @Test
    void letsThroughOneLineOfAKindInAMinuteAndCountsTheOthers() {
        assertThat(lines.next("bad host", "bad host a")).contains("bad host a");
        assertThat(lines.next("bad host", "bad host b")).isEmpty();
        assertThat(lines.next("bad header", "bad header")).contains("bad header");
        now += MINUTE - 1;
        assertThat(lines.next("bad host", "bad host c")).isEmpty();
        now += 1;
        assertThat(lines.next("bad host", "bad host d")).contains("bad host d (2 more of this kind before)");
    }

    @Test
    void cutsALongLine() {
        assertThat(lines.next("long", "x".repeat(14_000))).contains("x".repeat(200) + "...");
    }

    @Test
    void remembersNoMoreThanAFewKinds() {
        for (int kind = 0; kind < 100_000; kind++) {
            assertThat(lines.next("kind " + kind, "text")).contains("text");
        }
    }
}

package org.supervisor.server.output;

import java.time.Duration;
import java.time.Instant;
import org.supervisor.server.process.TimeSource;

/** Both clocks, moved by the test only. */
public final class ManualTime implements TimeSource {
    private Instant now = Instant.parse("2026-11-22T09:00:00.123Z");
    private long nanos = 1;

    /** Moves both on. */
    public void advance(Duration by) {
        now = now.plus(by);
        nanos += by.toNanos();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return now;
    }
}

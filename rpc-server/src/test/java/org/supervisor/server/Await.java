package org.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what is bound to happen. */
public final class Await {
    static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final Duration POLL_PAUSE = Duration.ofMillis(1);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, LONG_ENOUGH);
    }

    public static void until(String what, BooleanSupplier condition, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("waited in vain for " + what)
                    .isNegative();
            LockSupport.parkNanos(POLL_PAUSE.toNanos());
        }
    }
}

package org.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who guesses passwords has to wait longer and longer, and nobody else has. */
class FailedLoginsTest {
    private static final byte[] ALICE = "alice".getBytes(StandardCharsets.UTF_8);
    private static final byte[] BOB = "bob".getBytes(StandardCharsets.UTF_8);
    private static final int FREE = FailedLogins.FREE_FOR_NAME;

    private final AtomicLong nanos = new AtomicLong();
    private final FailedLogins failures = new FailedLogins(nanos::get);

    private void fail(int times, String address, byte[] name) {
        for (int time = 0; time < times; time++) {
            failures.failed(address, name);
        }
    }

    private long seconds(String address, byte[] name) {
        return failures.pause(address, name).toSeconds();
    }

    @Test
    void theFirstMistakesAreFreeAndThenEachDoublesThePauseUpToAMinute() {
        fail(FREE - 1, "a", ALICE);
        assertThat(failures.pause("a", ALICE)).isZero();
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            fail(1, "a", ALICE);
            assertThat(seconds("a", ALICE)).isEqualTo(pause);
        }
    }

    @Test
    void thePauseEndsByItselfAndTheNextMistakeMakesItLonger() {
        fail(FREE, "a", ALICE);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(failures.pause("a", ALICE)).isZero();
        fail(1, "a", ALICE);
        assertThat(seconds("a", ALICE)).isEqualTo(2);
    }

    @Test
    void otherAddressesAndOtherNamesDoNotWait() {
        fail(FREE, "a", ALICE);
        assertThat(failures.pause("b", ALICE)).isZero();
        assertThat(failures.pause("a", BOB)).isZero();
    }

    @Test
    void whoTriesManyNamesWaitsWithAllOfThem() {
        for (int name = 0; name < FailedLogins.FREE_FOR_ADDRESS; name++) {
            fail(1, "a", ("name" + name).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(seconds("a", ALICE)).isEqualTo(1);
        assertThat(failures.pause("b", ALICE)).isZero();
    }

    @Test
    void aRightPasswordMakesUpForMistakesAndSoDoesTime() {
        fail(FREE - 1, "a", ALICE);
        failures.succeeded("a", ALICE);
        fail(1, "a", ALICE);
        assertThat(failures.pause("a", ALICE)).isZero();
        fail(FREE - 1, "b", ALICE);
        nanos.addAndGet(Duration.ofMinutes(16).toNanos());
        fail(1, "b", ALICE);
        assertThat(failures.pause("b", ALICE)).isZero();
    }

    @Test
    void aFloodOfAddressesForgetsTheOldestAndNeverFillsTheMemory() {
        fail(FREE, "first", ALICE);
        for (int address = 0; address < 5000; address++) {
            fail(1, "x" + address, ALICE);
        }
        assertThat(failures.pause("first", ALICE)).isZero();
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final Timers timers = new Timers();
    private final List<String> fired = new ArrayList<>();

    private Timers.Timer at(long nanos, String name) {
        return timers.at(nanos, () -> fired.add(name));
    }

    @Test
    void firesWhatIsDueInTheOrderOfTime() {
        at(30, "third");
        at(10, "first");
        at(20, "second");
        fire(9);
        assertThat(fired).isEmpty();
        fire(29);
        assertThat(fired).containsExactly("first", "second");
        fire(30);
        assertThat(fired).containsExactly("first", "second", "third");
    }

    @Test
    void returnsHowLongUntilTheNext() {
        assertThat(timers.nanosToNext(0)).isEqualTo(-1);
        at(100, "late");
        Timers.Timer early = at(50, "early");
        assertThat(timers.nanosToNext(20)).isEqualTo(30);
        assertThat(timers.nanosToNext(60)).isZero();
        early.cancel();
        assertThat(timers.nanosToNext(60)).isEqualTo(40);
        fire(100);
        assertThat(timers.nanosToNext(100)).isEqualTo(-1);
    }

    @Test
    void doesNotFireWhatWasCancelled() {
        Timers.Timer timer = at(10, "cancelled");
        at(10, "kept");
        timer.cancel();
        timer.cancel();
        fire(10);
        timer.cancel();
        assertThat(fired).containsExactly("kept");
    }

    @Test
    void goesOnWhenTheClockWrapsAround() {
        at(Long.MIN_VALUE + 5, "after");
        at(Long.MAX_VALUE - 5, "before");
        fire(Long.MAX_VALUE);
        assertThat(fired).containsExactly("before");
        assertThat(timers.nanosToNext(Long.MAX_VALUE)).isEqualTo(6);
        fire(Long.MIN_VALUE + 5);
        assertThat(fired).containsExactly("before", "after");
    }

    @Test
    void aTimerThatSetsItselfAgainDoesNotKeepTheOthersWaiting() {
        timers.at(10, this::again);
        fire(1_000);
        assertThat(fired).containsExactly("again");
        fire(1_000);
        assertThat(fired).containsExactly("again", "again");
    }

    private void again() {
        fired.add("again");
        timers.at(10, this::again);
    }

    @Test
    void firesAllThatAreLeftAfterManyWereCancelled() {
        Random random = new Random(1);
        List<Timers.Timer> made = new ArrayList<>();
        int kept = 0;
        for (int i = 0; i < 10_000; i++) {
            made.add(at(random.nextInt(1_000), "kept"));
        }
        for (Timers.Timer timer : made) {
            if (random.nextInt(10) > 0) {
                timer.cancel();
            } else {
                kept++;
            }
        }
        fire(500);
        fire(1_000);
        assertThat(fired).hasSize(kept);
        assertThat(timers.nanosToNext(0)).isEqualTo(-1);
    }

    private void fire(long nowNanos) {
        timers.fire(nowNanos, failure -> {
            throw new AssertionError(failure);
        });
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.supervisor.server.process.ProcessName;

/** Which check of a program goes on, and what becomes of one that is late; the test decides when each is over. */
class ProbeTurnsTest {
    private static final ProcessName P = ProcessName.alone("p");
    private static final ProcessName Q = ProcessName.alone("q");

    private final ProbeTurns turns = new ProbeTurns();
    private final List<Check> begun = new ArrayList<>();
    private final List<String> results = new ArrayList<>();
    private final List<Runnable> timers = new ArrayList<>();

    private static final class Check {
        final Consumer<String> ended;
        boolean isAborted;

        Check(Consumer<String> ended) {
            this.ended = ended;
        }
    }

    /** A check with a time limit, which the test ends. */
    private Runnable begin(ProcessName name) {
        LimitedTask limited = new LimitedTask(
                (_, action) -> {
                    timers.add(action);
                    return () -> timers.remove(action);
                },
                Duration.ofSeconds(1),
                "late",
                results::add);
        limited.abortBy(turns.begin(
                name,
                ended -> {
                    Check check = new Check(ended);
                    begun.add(check);
                    return () -> check.isAborted = true;
                },
                limited::report));
        return limited::cancel;
    }

    private void timeLimitIsOver() {
        timers.removeFirst().run();
    }

    @Test
    void aCheckThatIsLateIsAbortedAndTheNextBeginsWhenItIsOver() {
        begin(P);
        timeLimitIsOver();
        assertThat(begun.getFirst().isAborted).isTrue();
        assertThat(results).containsExactly("late");
        begin(P);
        assertThat(begun).hasSize(1);
        begun.getFirst().ended.accept("");
        assertThat(results).as("its answer comes too late").containsExactly("late");
        assertThat(begun).hasSize(2);
        begun.getLast().ended.accept("");
        assertThat(results).containsExactly("late", "");
        assertThat(timers).isEmpty();
    }

    @Test
    void checksDoNotPileUpBehindOneThatNeverEnds() {
        begin(P);
        timeLimitIsOver();
        for (int i = 0; i < 5; i++) {
            begin(P);
            timeLimitIsOver();
        }
        assertThat(results).hasSize(6).containsOnly("late");
        begun.getFirst().ended.accept("");
        assertThat(begun).as("each was late before it could begin").hasSize(1);
        begin(P);
        assertThat(begun).hasSize(2);
    }

    @Test
    void aCheckThatIsCancelledIsWaitedForToo() {
        Runnable cancel = begin(P);
        cancel.run();
        assertThat(begun.getFirst().isAborted).isTrue();
        Runnable cancelNext = begin(P);
        cancelNext.run();
        begin(P);
        assertThat(begun).hasSize(1);
        begun.getFirst().ended.accept("was killed");
        assertThat(begun).hasSize(2);
        assertThat(results).isEmpty();
    }

    @Test
    void programsDoNotWaitForEachOther() {
        begin(P);
        begin(Q);
        assertThat(begun).hasSize(2);
    }

    @Test
    void whatCouldNotBeginHoldsNothingUp() {
        assertThatThrownBy(() -> turns.begin(
                        P,
                        _ -> {
                            throw new IllegalStateException("no thread");
                        },
                        results::add))
                .hasMessage("no thread");
        begin(P);
        assertThat(begun).hasSize(1);
    }
}

package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.supervisor.api.FaultCode;
import org.supervisor.server.os.Poller;
import org.supervisor.server.output.ManualTime;
import org.supervisor.server.process.TimeSource;

class EventLoopTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> done = new ArrayList<>();
    private final EventLoop loop = new EventLoop(new LinuxKernel(), failures::add);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void oneTurnDoesTheWorkInTheOrderItCame() {
        loop.execute(() -> done.add("first"));
        loop.execute(() -> done.add("second"));
        assertThat(done).isEmpty();
        loop.turn();
        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void answersQuestions() {
        CompletableFuture<String> answer = loop.ask(() -> "answer");
        CompletableFuture<String> refusal = loop.ask(() -> {
            throw new RefusedException(FaultCode.FAILED, "no");
        });
        loop.turn();
        assertThat(answer).isCompletedWithValue("answer");
        assertThatThrownBy(refusal::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RefusedException.class);
        assertThat(failures).isEmpty();
    }

    @Test
    void goesOnAfterAMistakeAndReportsIt() {
        IllegalStateException mistake = new IllegalStateException("a mistake");
        loop.execute(() -> {
            throw mistake;
        });
        loop.execute(() -> done.add("next"));
        loop.turn();
        assertThat(done).containsExactly("next");
        assertThat(failures).containsExactly(mistake);
    }

    @Test
    void firesWhatIsDueAndWaitsForTheNext() {
        loop.at(TimeSource.SYSTEM.nanos() - 1, () -> done.add("due"));
        loop.at(TimeSource.SYSTEM.nanos() + 1_000_000, () -> {
            done.add("soon");
            loop.end(); // or this turn would wait for more
        });
        while (!done.contains("soon")) { // one turn on a slow machine, two otherwise
            loop.turn();
        }
        assertThat(done).containsExactly("due", "soon");
    }

    @Test
    void workThatMakesMoreWorkDoesNotKeepTheTimersWaiting() {
        loop.execute(this::forEver);
        loop.at(TimeSource.SYSTEM.nanos(), () -> done.add("timer"));
        loop.turn();
        assertThat(done).containsExactly("timer");
    }

    private void forEver() {
        loop.execute(this::forEver);
    }

    @Test
    void isWokenByWorkAndByItsEnd() throws InterruptedException {
        Thread thread = Thread.ofPlatform().start(loop::run);
        assertThat(loop.ask(() -> "awake").join()).isEqualTo("awake");
        assertThat(loop.ask(() -> "awake again").join()).isEqualTo("awake again");
        loop.end();
        thread.join();
    }

    @Test
    void doesTheWorkThatWasLeftBeforeItsEnd() {
        loop.execute(loop::end);
        loop.execute(() -> loop.execute(() -> done.add("late")));
        loop.run();
        assertThat(done).containsExactly("late");
    }

    @Test
    void goesOnAfterAnErrorOfAnyStep() throws InterruptedException {
        Poller other = new Poller(failures::add);
        Error mail = new OutOfMemoryError("mail");
        Error timer = new StackOverflowError("timer");
        Error handler = new NoClassDefFoundError("handler");
        Error question = new OutOfMemoryError("question");
        loop.execute(() -> {
            throw mail;
        });
        loop.at(TimeSource.SYSTEM.nanos() - 1, () -> {
            throw timer;
        });
        loop.at(TimeSource.SYSTEM.nanos() - 1, () -> done.add("next timer"));
        loop.poller().add(other.descriptor(), true, false, (_, _, _) -> {
            loop.poller().remove(other.descriptor());
            throw handler;
        });
        other.wake();
        CompletableFuture<String> answer = loop.ask(() -> {
            throw question;
        });
        Thread thread = Thread.ofPlatform().start(loop::run);
        assertThatThrownBy(answer::join).hasCause(question);
        loop.ask(() -> done.add("mail")).join();
        loop.ask(() -> done.add("mail again")).join();
        loop.end();
        thread.join();
        other.close();
        assertThat(failures).containsExactlyInAnyOrder(mail, timer, handler);
        assertThat(done).containsExactlyInAnyOrder("next timer", "mail", "mail again");
    }

    @Test
    void endsByAnErrorThatCannotEvenBeReported() {
        try (EventLoop poor = new EventLoop(new LinuxKernel(), _ -> {
            throw new OutOfMemoryError("no memory for a report");
        })) {
            poor.execute(() -> {
                throw new OutOfMemoryError("no memory for the work");
            });
            assertThatThrownBy(poor::run).isInstanceOf(OutOfMemoryError.class).hasMessage("no memory for a report");
        }
    }

    @Test
    void endsByTheFailureOfAThreadThatItNeeds() {
        Error death = new OutOfMemoryError("the spawner");
        Thread.ofPlatform().start(() -> loop.fail(death));
        assertThatThrownBy(loop::run).hasCause(death);
    }

    @Test
    void saysBeforeEachWaitWhenItGoesOnAndThatItWorksBeforeItCallsAHandler() {
        ManualTime time = new ManualTime();
        try (EventLoop watched = new EventLoop(new LinuxKernel(time), failures::add);
                Poller ready = new Poller(failures::add)) {
            watched.reportExpectation(nanos -> done.add("expects " + nanos));
            ready.wake();
            watched.poller().add(ready.descriptor(), true, false, (_, _, _) -> {
                done.add("works");
                watched.poller().remove(ready.descriptor());
            });
            watched.turn();
            watched.at(time.nanos() + 7, () -> {});
            watched.execute(() -> {});
            watched.turn();
            assertThat(done).containsExactly("expects -1", "expects 0", "works", "expects 7", "expects 0");
        }
    }
}

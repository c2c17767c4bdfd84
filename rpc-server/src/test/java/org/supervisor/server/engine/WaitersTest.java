package org.supervisor.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.Journal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.Refusal;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

class WaitersTest {
    private final Waiters waiters = new Waiters();
    private final ManagedProcess process = process();

    private ManagedProcess process() {
        Journal journal = new Journal() {
            @Override
            public void changed(Transition transition) {
                waiters.moved(transition.process());
            }

            @Override
            public void failed(ManagedProcess process, Throwable failure) {
                throw new AssertionError(failure);
            }

            @Override
            public void signalled(ManagedProcess signalled, Child child, Signal signal, Child.Delivery delivery) {}
        };
        ProcessSpec spec = ProcessSpec.builder("p").command("/bin/true").build();
        return new ProcessFactory(_ -> {}, journal, TimeSource.SYSTEM, new Random(1))
                .group(GroupSpec.of(spec))
                .processes()
                .getFirst();
    }

    private void start() {
        process.on(new Event.StartRequested("test"));
    }

    private void refuse() {
        process.on(new Event.LaunchRefused(new Refusal(Refusal.Kind.NO_FILE, "none")));
    }

    private static boolean isLaunching(ManagedProcess moved) {
        return moved.state() instanceof State.Launching;
    }

    @Test
    void answersAtOnceWhatIsSo() {
        assertThat(waiters.until(process, moved -> moved.state() instanceof State.Stopped))
                .isCompleted();
    }

    @Test
    void answersWhenItHasBecomeSo() {
        CompletableFuture<Void> launching = waiters.until(process, WaitersTest::isLaunching);
        CompletableFuture<Void> fatal = waiters.until(process, moved -> moved.state() instanceof State.Fatal);
        assertThat(launching).isNotDone();
        start();
        assertThat(launching).isCompleted();
        assertThat(fatal).isNotDone();
        refuse();
        assertThat(fatal).isCompleted();
    }

    @Test
    void aRefusalIsAnAnswerToo() {
        CompletableFuture<String> answer = waiters.await(process, moved -> {
            if (isLaunching(moved)) {
                throw new RefusedException(FaultCode.FAILED, "never");
            }
            return Optional.empty();
        });
        start();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(RefusedException.class);
    }

    @Test
    void aCallerThatGotAnAnswerMayAskAgainAtOnce() {
        CompletableFuture<Void> second = waiters.until(process, WaitersTest::isLaunching)
                .thenCompose(_ -> waiters.until(process, moved -> moved.state() instanceof State.Fatal));
        start();
        assertThat(second).isNotDone();
        refuse();
        assertThat(second).isCompleted();
    }

    @Test
    void noWaiterMissesAStateThatAnotherEndsAtOnce() {
        start();
        CompletableFuture<Void> restarts = waiters.until(process, moved -> moved.state() instanceof State.Fatal)
                .thenRun(this::start);
        CompletableFuture<Void> fatal = waiters.until(process, moved -> moved.state() instanceof State.Fatal);
        refuse();
        assertThat(process.state()).isInstanceOf(State.Launching.class);
        assertThat(restarts).isCompleted();
        assertThat(fatal).isCompleted();
    }

    @Test
    void aChildThatMayNotBeSignalledIsNotDown() {
        start();
        process.on(new Event.Launched(new Child() {
            @Override
            public int pid() {
                return 1;
            }

            @Override
            public Delivery signal(Signal signal, boolean wholeGroup) {
                return Delivery.DENIED;
            }
        }));
        CompletableFuture<Void> down = waiters.until(process, Requests::isDown);
        process.on(new Event.StopRequested("test"));
        assertThat(process.state()).isInstanceOf(State.Unsignallable.class);
        assertThat(Requests.isDown(process)).isFalse();
        assertThat(down).isNotDone();
        process.on(new Event.ChildExited(new ExitStatus.Code(0)));
        assertThat(down).isCompleted();
    }
}

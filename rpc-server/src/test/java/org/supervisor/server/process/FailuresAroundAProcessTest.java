package org.supervisor.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.supervisor.api.ProcessState;
import org.supervisor.api.Signal;

/** Whatever is thrown around one program is that program's failure, and leaves no event undone. */
class FailuresAroundAProcessTest {
    private static final TimeSource STILL = new TimeSource() {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }
    };

    private final List<Throwable> reported = new ArrayList<>();

    static List<Supplier<Throwable>> throwables() {
        return List.of(
                () -> new OutOfMemoryError("Java heap space"),
                StackOverflowError::new,
                () -> new NoClassDefFoundError("some/Class"),
                () -> new AssertionError("never"),
                () -> new java.nio.file.InvalidPathException("d\u00f6", "Malformed input"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aLauncherThatThrowsHasRefused(Supplier<Throwable> kind) {
        Throwable failure = kind.get();
        ManagedProcess process = process(_ -> FailuresAroundAProcessTest.<Error>raise(failure), new Reporting());
        process.on(new Event.StartRequested("test"));
        assertThat(process.state().wire()).isEqualTo(ProcessState.BACKOFF);
        assertThat(process.history().spawnError()).isEqualTo("cannot be launched: " + failure);
        assertThat(reported).containsExactly(failure);
        process.on(new Event.ShutdownBegan("test"));
        assertThat(process.state().wire()).isEqualTo(ProcessState.FATAL);
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aGateThatThrowsIsClosed(Supplier<Throwable> kind) {
        Throwable failure = kind.get();
        Launcher launcher = new Launcher() {
            @Override
            public Gate mayLaunch(ManagedProcess process) {
                FailuresAroundAProcessTest.<Error>raise(failure);
                return Gate.OPEN;
            }

            @Override
            public void launch(ManagedProcess process) {
                throw new AssertionError("launched all the same");
            }
        };
        ManagedProcess process = process(launcher, new Reporting());
        process.on(new Event.StartRequested("test"));
        assertThat(process.state()).isEqualTo(new State.Fatal("cannot be launched: " + failure));
        assertThat(reported).containsExactly(failure);
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void aJournalThatAlwaysThrowsKeepsNoProgramFromItsStates(Supplier<Throwable> kind) {
        ManagedProcess process = process(_ -> {}, new Throwing(kind));
        process.on(new Event.StartRequested("test"));
        process.on(new Event.Launched(child(Child.Delivery.SENT)));
        assertThat(process.state().wire()).isEqualTo(ProcessState.RUNNING);
        process.on(new Event.StopRequested("test"));
        assertThat(process.state().wire()).isEqualTo(ProcessState.STOPPING);
        process.on(new Event.ChildExited(new ExitStatus.Code(0)));
        assertThat(process.state().wire()).isEqualTo(ProcessState.STOPPED);
    }

    @Test
    void aSignalThatCannotBeSentForAnErrorOfOursWasNotPermitted() {
        ManagedProcess process = process(_ -> {}, new Reporting());
        process.on(new Event.StartRequested("test"));
        process.on(new Event.Launched(child(null)));
        process.on(new Event.StopRequested("test"));
        assertThat(process.state()).isInstanceOf(State.Unsignallable.class);
        assertThat(reported).hasSize(1);
    }

    private static ManagedProcess process(Launcher launcher, Journal journal) {
        ProcessSpec spec = ProcessSpec.builder("p")
                .command("/bin/true")
                .start(new StartRule(
                        Duration.ZERO, 3, new Backoff.Constant(Duration.ofSeconds(1)), Dialect.SUPERVISORD))
                .build();
        return new ProcessFactory(launcher, journal, STILL, new Random(1))
                .group(GroupSpec.of(spec))
                .processes()
                .getFirst();
    }

    /** No delivery: it throws. */
    private static Child child(Child.Delivery delivery) {
        return new Child() {
            @Override
            public int pid() {
                return 100;
            }

            @Override
            public Delivery signal(Signal signal, boolean wholeGroup) {
                if (delivery == null) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return delivery;
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    private class Reporting implements Journal {
        @Override
        public void changed(Transition transition) {}

        @Override
        public void failed(ManagedProcess process, Throwable failure) {
            reported.add(failure);
        }

        @Override
        public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {}
    }

    private record Throwing(Supplier<Throwable> kind) implements Journal {
        @Override
        public void changed(Transition transition) {
            FailuresAroundAProcessTest.<Error>raise(kind.get());
        }

        @Override
        public void failed(ManagedProcess process, Throwable failure) {
            FailuresAroundAProcessTest.<Error>raise(kind.get());
        }

        @Override
        public void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {}
    }
}

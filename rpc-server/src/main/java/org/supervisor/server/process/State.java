package org.supervisor.server.process;

import java.time.Duration;
import java.util.OptionalLong;
import org.apiguardian.api.API;
import org.supervisor.api.ProcessState;

/**
 * The states of a supervised program; each has just the data it needs. The transitions between them are the methods of
 * {@link ManagedProcess}, one per state.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface State {
    /** Whether there is a process, or one may be launched at any moment: an order for it is with the spawner. */
    default boolean mayHaveProcess() {
        return switch (this) {
            case Launching _, StopPending _, Alive _ -> true;
            case Down _, Held _, Backoff _, RestartDelay _ -> false;
        };
    }

    /** Nothing runs, and nothing will until a start is requested. */
    sealed interface Down extends State {}

    /** There is a process. */
    sealed interface Alive extends State {
        /** The process. */
        Child child();

        /** The same state of the same process, which another supervisor knows as {@code other}. */
        default Alive with(Child other) {
            return switch (this) {
                case Starting s -> new Starting(other, s.attempt(), s.sinceNanos(), s.upAtNanos(), s.readiness());
                case Running _ -> new Running(other);
                case Stopping s -> new Stopping(other, s.sent(), s.graceEndsNanos());
                case Killing s -> new Killing(other, s.againAtNanos());
                case Unsignallable _ -> new Unsignallable(other);
            };
        }
    }

    /** Has not been started, or was stopped on request. */
    record Stopped() implements Down {}

    /**
     * Ended by itself.
     *
     * @param expected whether its exit code is one of the listed ones
     */
    record Exited(ExitStatus status, boolean expected) implements Down {}

    /** Could not be started. */
    record Fatal(String reason) implements Down {}

    /**
     * To be launched, but held back until {@link Event.Released}.
     *
     * @param reason for people
     * @param attempt which launch in a row it will be, from 1
     * @param isStuck whether that will not end by itself
     */
    record Held(String reason, int attempt, boolean isStuck) implements State {
        /** That will end by itself. */
        public Held(String reason, int attempt) {
            this(reason, attempt, false);
        }

        /** Whether it is held for the reason that this gate has. */
        boolean isBy(Gate gate) {
            return gate instanceof Gate.Held(String why, boolean stuck) && why.equals(reason) && stuck == isStuck;
        }
    }

    /**
     * The order is with the launcher.
     *
     * @param attempt which launch in a row this is, from 1
     * @param sinceNanos when it was ordered
     */
    record Launching(int attempt, long sinceNanos) implements State {}

    /** The order is with the launcher, and a stop was requested meanwhile. */
    record StopPending() implements State {}

    /**
     * Up, not yet for long enough, or not yet ready.
     *
     * @param sinceNanos when its launch was ordered
     * @param upAtNanos when it counts as running, if it is ready
     */
    record Starting(Child child, int attempt, long sinceNanos, long upAtNanos, Readiness readiness) implements Alive {
        /** It is ready, or need not be. */
        public Starting(Child child, int attempt, long sinceNanos, long upAtNanos) {
            this(child, attempt, sinceNanos, upAtNanos, Readiness.READY);
        }

        Starting with(Readiness other) {
            return new Starting(child, attempt, sinceNanos, upAtNanos, other);
        }

        private long deadline() {
            return switch (readiness) {
                case Readiness.Ready _ -> upAtNanos;
                case Readiness.Awaited(long until) -> until;
                case Readiness.Missed(long again) -> again;
            };
        }
    }

    /** Up. */
    record Running(Child child) implements Alive {}

    /**
     * Asked to end.
     *
     * @param sent the step of {@link StopSteps} that was taken last; 0: {@code pre_stop} runs
     * @param graceEndsNanos when the next is due
     */
    record Stopping(Child child, int sent, long graceEndsNanos) implements Alive {
        /** The grace may become longer, not shorter. */
        Stopping until(long endsNanos) {
            return endsNanos - graceEndsNanos > 0 ? new Stopping(child, sent, endsNanos) : this;
        }
    }

    /** Got KILL; only a process stuck in the kernel survives that. */
    record Killing(Child child, long againAtNanos) implements Alive {}

    /** Runs, but the kernel does not let us signal it. */
    record Unsignallable(Child child) implements Alive {}

    /** Waits before the next attempt. */
    record Backoff(int failures, long retryAtNanos, String reason) implements State {}

    /**
     * Ended by itself and will be restarted after a pause.
     *
     * @param earlyExits how many short lives in a row caused the pause; fewer than
     *     {@link CrashLoopFloor#FREE_LAUNCHES}: it pauses after every exit
     * @param pause how long
     * @param restartAtNanos when it will be restarted
     */
    record RestartDelay(ExitStatus status, boolean expected, int earlyExits, Duration pause, long restartAtNanos)
            implements State {
        /** Whether it pauses because it ends at once each time. */
        public boolean isCrashLoop() {
            return earlyExits >= CrashLoopFloor.FREE_LAUNCHES;
        }
    }

    /** When {@link Event.TimeReached} has to come. */
    default OptionalLong deadlineNanos() {
        return switch (this) {
            case Starting s -> OptionalLong.of(s.deadline());
            case Stopping s -> OptionalLong.of(s.graceEndsNanos());
            case Killing s -> OptionalLong.of(s.againAtNanos());
            case Backoff s -> OptionalLong.of(s.retryAtNanos());
            case RestartDelay s -> OptionalLong.of(s.restartAtNanos());
            case Down _, Held _, Launching _, StopPending _, Running _, Unsignallable _ -> OptionalLong.empty();
        };
    }

    /** The state that clients are shown. */
    default ProcessState wire() {
        return switch (this) {
            case Stopped _ -> ProcessState.STOPPED;
            case Exited _, RestartDelay _ -> ProcessState.EXITED;
            case Fatal _ -> ProcessState.FATAL;
            case Held _, Launching _, Starting _ -> ProcessState.STARTING;
            case Running _ -> ProcessState.RUNNING;
            case StopPending _, Stopping _, Killing _ -> ProcessState.STOPPING;
            case Backoff _ -> ProcessState.BACKOFF;
            case Unsignallable _ -> ProcessState.UNKNOWN;
        };
    }
}

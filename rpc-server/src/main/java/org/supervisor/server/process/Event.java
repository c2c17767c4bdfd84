package org.supervisor.server.process;

import org.apiguardian.api.API;

/** What can happen to a program. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Event {
    /** A request by a caller or a rule. */
    sealed interface Request extends Event {}

    /** Something that was run for it, such as a check of whether it is ready, has a result. */
    sealed interface Checked extends Event {}

    /**
     * Whether a process is being stopped only to be launched again, after this event.
     *
     * @param state the state in which the event has met it
     * @param before whether it was so before
     */
    default boolean isRestarting(State state, boolean before) {
        return switch (this) {
            case RestartRequested _ ->
                before
                        || state instanceof State.Launching
                        || state instanceof State.Starting
                        || state instanceof State.Running;
            case StopRequested _, KillRequested _, ShutdownBegan _ -> false;
            case StartRequested _,
                    Launched _,
                    Checked _,
                    LaunchRefused _,
                    ChildExited _,
                    Released _,
                    TimeReached _,
                    Resumed _ -> before;
        };
    }

    /**
     * It is wanted up.
     *
     * @param origin who or what
     */
    record StartRequested(StartOrigin origin) implements Request {
        /** Requested by a caller. */
        public StartRequested(String by) {
            this(new StartOrigin.Request(by));
        }
    }

    /**
     * It is wanted down.
     *
     * @param by who, for the log
     */
    record StopRequested(String by) implements Request {}

    /**
     * It is to be stopped, if it runs, and launched again; it is wanted as before.
     *
     * @param reason for people: {@code its dependency db has ended}
     */
    record RestartRequested(String reason) implements Request {}

    /**
     * It is wanted down at once.
     *
     * @param by who, for the log
     */
    record KillRequested(String by) implements Request {}

    /**
     * The supervisor ends: down, and a program that was about to be tried again is given up.
     *
     * @param by who wants it to end, for the log
     */
    record ShutdownBegan(String by) implements Request {}

    /** The launch succeeded. */
    record Launched(Child child) implements Event {}

    /** It is ready for use. Harmless for a process whose readiness is not awaited. */
    record BecameReady() implements Checked {}

    /**
     * It was checked and is not ready for use yet.
     *
     * @param reason for people: {@code tcp 127.0.0.1:8000 refused the connection}
     */
    record NotReady(String reason) implements Checked {}

    /**
     * It has another time to get ready, or to end.
     *
     * @param untilNanos when that is over; a grace to end is not shortened
     */
    record DeadlineMoved(long untilNanos) implements Checked {}

    /**
     * A command that it was to run at a moment of its life is over. Harmless for a process that does not wait for it.
     *
     * @param problem what was wrong, for people; empty: it has succeeded
     */
    record HookEnded(Hook hook, String problem) implements Checked {}

    /** The launch failed. */
    record LaunchRefused(Refusal refusal) implements Event {}

    /** The process has ended and its output has been read. */
    record ChildExited(ExitStatus status) implements Event {}

    /**
     * The reason to hold it may be over: whether it may be launched is checked again. Harmless for a process that is
     * not held.
     */
    record Released() implements Event {}

    /** A deadline may have been reached. */
    record TimeReached(long nowNanos) implements Event {}

    /**
     * A supervisor that came after another goes on with what that one has left. Never an input of {@link ManagedProcess#on}.
     *
     * @param how it was found, for people
     */
    record Resumed(String how) implements Event {}
}

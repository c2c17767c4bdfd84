package org.supervisor.server.process;

import java.time.Instant;
import org.apiguardian.api.API;

/**
 * Whether a program is wanted up or down, since when and by whose request. It is kept beside the {@link State} and is
 * changed by requests alone: a program that has failed or ended by itself is wanted as before, and so is one that ends
 * with the supervisor.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Goal {
    /** Since when it is wanted so; wall-clock time. */
    Instant since();

    /**
     * It is wanted up.
     *
     * @param by who or what has started it last
     */
    record Up(StartOrigin by, Instant since) implements Goal {}

    /**
     * It is wanted down.
     *
     * @param by who or what has stopped it first
     */
    record Down(StopOrigin by, Instant since) implements Goal {}

    /**
     * The goal after an event. A program with the same goal keeps its time; but as long as nothing of it runs, a new
     * start request replaces the earlier one, because its requirements decide the launch. A start that comes while it runs or
     * ends, or should have ended, is ignored.
     *
     * @param state the state in which the event has met it
     */
    default Goal after(Event event, State state, TimeSource time) {
        return switch (event) {
            case Event.StartRequested(StartOrigin by) ->
                switch (state) {
                    case State.Down _, State.Held _, State.Backoff _, State.RestartDelay _ -> up(by.first(), time);
                    case State.Launching _, State.Starting _, State.Running _ ->
                        this instanceof Up ? this : up(by.first(), time);
                    case State.StopPending _, State.Stopping _, State.Killing _, State.Unsignallable _ -> this;
                };
            case Event.StopRequested(String by) -> down(by, time);
            case Event.KillRequested(String by) -> down(by, time);
            case Event.Launched _ -> this instanceof Up(StartOrigin by, Instant since) ? launched(by, since) : this;
            case Event.ShutdownBegan _,
                    Event.RestartRequested _,
                    Event.Checked _,
                    Event.LaunchRefused _,
                    Event.ChildExited _,
                    Event.Released _,
                    Event.TimeReached _,
                    Event.Resumed _ -> this;
        };
    }

    private Goal up(StartOrigin by, TimeSource time) {
        return new Up(by, this instanceof Up ? since() : time.now());
    }

    /** Launches after this one need what the program depends on. */
    private Goal launched(StartOrigin by, Instant since) {
        return by instanceof StartOrigin.Request(String who, boolean ignores) && ignores
                ? new Up(new StartOrigin.Request(who), since)
                : this;
    }

    private Goal down(String by, TimeSource time) {
        return this instanceof Down ? this : new Down(new StopOrigin.Request(by), time.now());
    }
}

package org.supervisor.server.process;

import java.time.Instant;
import org.apiguardian.api.API;
import org.supervisor.api.ProcessState;

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
     * @param by who or what has started it first
     */
    record Up(StartOrigin by, Instant since) implements Goal {}

    /**
     * It is wanted down.
     *
     * @param by who or what has stopped it first
     */
    record Down(StopOrigin by, Instant since) implements Goal {}

    /**
     * The goal after an event. A program that is wanted so already is wanted as before; but one that is held is wanted by whoever
     * requests it now, who may want it without what it waits for. A start that comes while it ends, or
     * should have ended, is ignored.
     *
     * @param state the state in which the event has met it
     */
    default Goal after(Event event, State state, TimeSource time) {
        return switch (event) {
            case Event.StartRequested(StartOrigin by) ->
                switch (state) {
                    case State.Held _ -> new Up(by, this instanceof Up ? since() : time.now());
                    case State.Unsignallable _ -> this;
                    default ->
                        this instanceof Up || state.wire() == ProcessState.STOPPING ? this : new Up(by, time.now());
                };
            case Event.StopRequested(String by) -> down(by, time);
            case Event.KillRequested(String by) -> down(by, time);
            case Event.ShutdownBegan _,
                    Event.RestartRequested _,
                    Event.Launched _,
                    Event.Checked _,
                    Event.LaunchRefused _,
                    Event.ChildExited _,
                    Event.Released _,
                    Event.TimeReached _,
                    Event.Resumed _ -> this;
        };
    }

    private Goal down(String by, TimeSource time) {
        return this instanceof Down ? this : new Down(new StopOrigin.Request(by), time.now());
    }
}

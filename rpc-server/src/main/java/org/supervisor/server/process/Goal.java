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
     * @param by who or what has started it first
     */
    record Up(StartOrigin by, Instant since) implements Goal {}

    /**
     * It is wanted down.
     *
     * @param by who or what has stopped it first
     */
    record Down(StopOrigin by, Instant since) implements Goal {}

    /** The goal after a start: a program that is wanted up already is wanted as before. */
    default Goal up(StartOrigin by, TimeSource time) {
        return this instanceof Up ? this : new Up(by, time.now());
    }

    /** The goal after a stop: a program that is wanted down already is wanted as before. */
    default Goal down(StopOrigin by, TimeSource time) {
        return this instanceof Down ? this : new Down(by, time.now());
    }
}

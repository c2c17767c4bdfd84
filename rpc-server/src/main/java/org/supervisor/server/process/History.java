package org.supervisor.server.process;

import java.time.Instant;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * What is known of a program's earlier runs, for people.
 *
 * @param started when it was last launched
 * @param stopped when it last ended
 * @param exit how it last ended; cleared at the next launch and when it ended too quickly
 * @param spawnError why it could not be started, is held, or ended badly; empty if all is well
 */
@API(status = API.Status.EXPERIMENTAL)
public record History(
        Optional<Instant> started, Optional<Instant> stopped, Optional<ExitStatus> exit, String spawnError) {
    /** Nothing has happened yet. */
    static final History NONE = new History(Optional.empty(), Optional.empty(), Optional.empty(), "");

    History launched(Instant now) {
        return new History(Optional.of(now), stopped, Optional.empty(), "");
    }

    History ended(Instant now, Optional<ExitStatus> how, String error) {
        return new History(started, Optional.of(now), how, error);
    }

    History checked(Event.Checked result) {
        return switch (result) {
            case Event.BecameReady _ -> failed("");
            case Event.NotReady(String reason) -> failed("waits to be ready: " + reason);
            case Event.DeadlineMoved _, Event.HookEnded _ -> this;
        };
    }

    History failed(String error) {
        return new History(started, stopped, exit, error);
    }
}

package org.supervisor.server.process;

import java.time.Duration;
import org.apiguardian.api.API;

/**
 * How often a process may be launched again without a request; after that it is given up.
 *
 * @param count the most restarts, at least 1
 * @param within in so long a time
 */
@API(status = API.Status.EXPERIMENTAL)
public record RestartLimit(int count, Duration within) implements AspectSpec {
    public RestartLimit {
        if (count < 1) {
            throw new IllegalArgumentException("count is " + count + ", expected at least 1");
        }
    }
}

package org.supervisor.server.process;

import java.time.Duration;
import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/**
 * How a process is stopped: {@code signal} is sent {@code attempts} times, {@code grace} apart, then KILL every
 * {@code grace} until it is gone.
 *
 * @param signal asks it to end
 * @param attempts how often, at least 1
 * @param grace how long to wait after each signal
 * @param asGroup whether the signal goes to the whole process group
 * @param killsGroup whether KILL goes to the whole process group
 * @param killsRemaining whether what remains of the process group after the leader has ended is killed, so that nothing stays
 *     behind
 */
@API(status = API.Status.EXPERIMENTAL)
public record StopRule(
        Signal signal, int attempts, Duration grace, boolean asGroup, boolean killsGroup, boolean killsRemaining) {
    public StopRule {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ", expected at least 1");
        }
    }
}

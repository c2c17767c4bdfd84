package org.supervisor.server.process;

import java.time.Duration;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * When a process that runs is stopped and launched again although it works. At least one of both is given.
 *
 * @param memory how much it may use
 * @param age how long it may run
 */
@API(status = API.Status.EXPERIMENTAL)
public record RecycleRule(Optional<Memory> memory, Optional<Age> age) implements AspectSpec {
    public RecycleRule {
        if (memory.isEmpty() && age.isEmpty()) {
            throw new IllegalArgumentException("neither memory nor age is given, expected at least one of them");
        }
    }

    /**
     * The resident memory of a process and its descendants.
     *
     * @param most in bytes, above 0
     * @param during so long it may use more; zero: not once it was seen
     */
    public record Memory(long most, Duration during) {}

    /**
     * The time since its launch.
     *
     * @param most above zero
     * @param jitterPercent from 0 to 99: so much more or less, at random for each launch
     */
    public record Age(Duration most, int jitterPercent) {}
}

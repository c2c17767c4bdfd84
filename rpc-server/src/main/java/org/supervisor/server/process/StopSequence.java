package org.supervisor.server.process;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/**
 * The signals by which a process is asked to end, one after the other; then KILL. It replaces signal and grace of the
 * {@link StopRule}, whose {@code attempts} are as many as there are steps.
 *
 * @param steps at least one
 */
@API(status = API.Status.EXPERIMENTAL)
public record StopSequence(List<Step> steps) implements AspectSpec {
    public StopSequence {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps are empty, expected at least one signal");
        }
    }

    /**
     * One signal.
     *
     * @param grace how long the process may take to end after it
     */
    public record Step(Signal signal, Duration grace) {}

    /** A rule with these steps, for those that know only one signal. */
    public StopRule appliedTo(StopRule rule) {
        Duration longest =
                steps.stream().map(Step::grace).max(Duration::compareTo).orElseThrow();
        return new StopRule(
                steps.getFirst().signal(),
                steps.size(),
                longest,
                rule.asGroup(),
                rule.killsGroup(),
                rule.killsRemaining());
    }

    /** The signals with their times, for people. */
    @Override
    public String toString() {
        return steps.stream()
                .map(step -> step.signal() + " " + step.grace().toMillis() / 1000.0 + " s")
                .collect(Collectors.joining(", ", "", ", SIGKILL"));
    }
}

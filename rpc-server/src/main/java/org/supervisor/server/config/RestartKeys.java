package org.supervisor.server.config;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.supervisor.server.process.Backoff;
import org.supervisor.server.process.Dialect;
import org.supervisor.server.process.RestartLimit;
import org.supervisor.server.process.RestartPolicy;

/** How far restarts are apart, and how many there may be. */
final class RestartKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<Duration> RESTART_DELAY = ALL.add(Key.added(
            "restart_delay",
            AspectTypes.DURATION,
            "none",
            "the pause before each restart, after a failed start as well as after an exit later"));
    static final Key<Duration> RESTART_DELAY_MAX = ALL.add(Key.added(
            "restart_delay_max",
            AspectTypes.DURATION,
            "restart_delay",
            "the longest pause: it doubles from restart_delay up to this"));
    static final Key<Integer> RESTART_JITTER = ALL.add(Key.added(
            "restart_jitter",
            LaunchTypes.PERCENT,
            "0",
            "up to this part of each pause is left out at random, so that many programs do not restart at once"));
    static final Key<Duration> RESTART_RESET = ALL.add(Key.added(
            "restart_reset", AspectTypes.DURATION, "60s", "after so long a life the pauses begin at the first again"));
    static final Key<RestartLimit> RESTART_LIMIT = ALL.add(Key.added(
            "restart_limit",
            LaunchTypes.RESTART_LIMIT,
            "none",
            "how many restarts within a time, such as 5/60s; after that it is given up"));

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST_FOR_EVER = Duration.ofSeconds(60);
    private static final Set<String> SUPERVISORD = ALL.names(Dialect.SUPERVISORD);
    private static final Set<String> PERL = ALL.names(Dialect.PERL);

    private RestartKeys() {}

    /**
     * The pause before each attempt to start it.
     *
     * @param usual if no key changes it
     * @param attempts how many there are
     */
    static Backoff betweenAttempts(Values values, Backoff usual, int attempts) {
        boolean growsForEver = usual instanceof Backoff.Linear && attempts == Integer.MAX_VALUE;
        return delay(values, growsForEver ? new Backoff.Exponential(FIRST, LONGEST_FOR_EVER, 0) : usual);
    }

    /** The policy with these pauses. */
    static RestartPolicy applied(Values values, RestartPolicy policy) {
        if (!values.hasAny(values.dialect() == Dialect.PERL ? PERL : SUPERVISORD)) {
            return policy;
        }
        return new RestartPolicy(
                policy.when(),
                policy.codes(),
                delay(values, policy.delay()),
                policy.floor(),
                values.find(RESTART_RESET).orElse(RestartPolicy.RESET));
    }

    private static Backoff delay(Values values, Backoff usual) {
        if (!values.hasAny(values.dialect() == Dialect.PERL ? PERL : SUPERVISORD)) {
            return usual;
        }
        Optional<Duration> first = values.find(RESTART_DELAY);
        Optional<Duration> longest = values.find(RESTART_DELAY_MAX);
        double jitter = values.find(RESTART_JITTER).orElse(0) / 100.0;
        if (first.isEmpty() && longest.isEmpty()) {
            if (values.setting(RESTART_JITTER).isPresent()) {
                values.warn(RESTART_JITTER, "has no effect without " + RESTART_DELAY.name(values.dialect()));
            }
            return usual;
        }
        Duration shortest =
                first.orElse(longest.filter(most -> most.compareTo(FIRST) < 0).orElse(FIRST));
        if (longest.isPresent() && longest.get().compareTo(shortest) < 0) {
            values.problem(
                    RESTART_DELAY_MAX,
                    "expected at least " + RESTART_DELAY.name(values.dialect()) + ", from which it doubles",
                    "is below the first pause");
        }
        return new Backoff.Exponential(shortest, longest.orElse(shortest), jitter);
    }

    static Optional<RestartLimit> read(Values values) {
        return values.find(RESTART_LIMIT);
    }
}

package org.supervisor.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.supervisor.server.process.AliveRule;
import org.supervisor.server.process.HealthChecks;
import org.supervisor.server.process.Probe;
import org.supervisor.server.process.ReadyRule;

/** How it is found out whether a program is ready, and whether it still works. */
final class HealthKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    static final Key<ReadyRule> READY = ALL.add(Key.added(
            "ready",
            ProbeTypes.READY_RULE,
            "nothing",
            "what has to succeed before it counts as running: exec:COMMAND, tcp:HOST:PORT, http://HOST:PORT/PATH,"
                    + " listening, notify or log:REGEX"));
    static final Key<Duration> READY_TIMEOUT = ALL.add(Key.added(
            "ready_timeout",
            ProbeTypes.POSITIVE,
            "60s",
            "how long it may take to be ready after its launch; then it is killed and the launch has failed"));
    static final Key<Duration> READY_INTERVAL = ALL.add(
            Key.added("ready_interval", ProbeTypes.POSITIVE, "1s", "the pause between checks whether it is ready"));
    static final Key<Duration> READY_CHECK_TIMEOUT = ALL.add(Key.added(
            "ready_check_timeout", ProbeTypes.POSITIVE, "5s", "how long one check whether it is ready may take"));
    static final Key<Integer> READY_FAILURES = ALL.add(Key.added(
            "ready_failures",
            ProbeTypes.FAILURES,
            "no limit",
            "how many checks in a row must fail until its launch has failed before the time is over"));
    static final Key<Integer> READY_SUCCESSES = ALL.add(Key.added(
            "ready_successes", ProbeTypes.FAILURES, "1", "how many checks in a row must succeed until it is ready"));
    static final Key<Duration> READY_DELAY = ALL.add(
            Key.added("ready_delay", AspectTypes.DURATION, "0", "the pause between its launch and the first check"));
    static final Key<AliveRule> ALIVE = ALL.add(Key.added(
            "alive",
            ProbeTypes.ALIVE_RULE,
            "nothing",
            "what has to succeed again and again while it runs: exec:COMMAND, tcp:HOST:PORT, http://HOST:PORT/PATH,"
                    + " listening, watchdog:SECONDS or quiet:SECONDS"));
    static final Key<Duration> ALIVE_INTERVAL = ALL.add(
            Key.added("alive_interval", ProbeTypes.POSITIVE, "10s", "the pause between checks whether it still works"));
    static final Key<Duration> ALIVE_TIMEOUT = ALL.add(Key.added(
            "alive_timeout", ProbeTypes.POSITIVE, "5s", "how long one check whether it still works may take"));
    static final Key<Integer> ALIVE_FAILURES = ALL.add(Key.added(
            "alive_failures", ProbeTypes.FAILURES, "3", "how many checks in a row must fail until it is unhealthy"));
    static final Key<Integer> ALIVE_SUCCESSES = ALL.add(Key.added(
            "alive_successes",
            ProbeTypes.FAILURES,
            "1",
            "how many checks in a row must succeed until it is healthy again"));
    static final Key<Duration> ALIVE_DELAY = ALL.add(Key.added(
            "alive_delay", AspectTypes.DURATION, "the interval", "the pause before the first check while it runs"));
    static final Key<HealthChecks.OnUnhealthy> ON_UNHEALTHY = ALL.add(Key.added(
            "on_unhealthy",
            ProbeTypes.ON_UNHEALTHY,
            "restart",
            "what happens to it when it is unhealthy: restart or report"));

    private static final List<Key<?>> READY_OF_PROBES =
            List.of(READY_INTERVAL, READY_CHECK_TIMEOUT, READY_FAILURES, READY_SUCCESSES, READY_DELAY);
    private static final List<Key<?>> ALIVE_OF_PROBES = List.of(ALIVE_INTERVAL, ALIVE_TIMEOUT, ALIVE_DELAY);

    private HealthKeys() {}

    static Optional<HealthChecks> read(Values values) {
        Optional<HealthChecks.Ready> ready = ready(values);
        Optional<HealthChecks.Alive> alive = alive(values);
        return ready.isEmpty() && alive.isEmpty() ? Optional.empty() : Optional.of(new HealthChecks(ready, alive));
    }

    private static Optional<HealthChecks.Ready> ready(Values values) {
        Optional<ReadyRule> rule = values.find(READY);
        HealthChecks.Ready ready = new HealthChecks.Ready(
                rule.orElse(new ReadyRule.Notify()),
                values.find(READY_TIMEOUT).orElse(Duration.ofSeconds(60)),
                values.find(READY_INTERVAL).orElse(Duration.ofSeconds(1)),
                values.find(READY_CHECK_TIMEOUT).orElse(Duration.ofSeconds(5)),
                values.find(READY_FAILURES).orElse(0),
                values.find(READY_SUCCESSES).orElse(1),
                values.find(READY_DELAY).orElse(Duration.ZERO));
        if (rule.isEmpty()) {
            warnWithout(values, READY, READY_OF_PROBES);
            warnWithout(values, READY, List.of(READY_TIMEOUT));
            return Optional.empty();
        }
        if (!(rule.get() instanceof Probe)) {
            warnWith(values, READY, READY_OF_PROBES);
        }
        return Optional.of(ready);
    }

    private static Optional<HealthChecks.Alive> alive(Values values) {
        Optional<AliveRule> rule = values.find(ALIVE);
        boolean isProbe = rule.filter(Probe.class::isInstance).isPresent();
        Duration interval = values.find(ALIVE_INTERVAL).orElse(Duration.ofSeconds(10));
        Duration timeout = values.find(ALIVE_TIMEOUT).orElse(Duration.ofSeconds(5));
        int failures = values.find(ALIVE_FAILURES).orElse(isProbe ? 3 : 1);
        int successes = values.find(ALIVE_SUCCESSES).orElse(1);
        Duration delay = values.find(ALIVE_DELAY).orElse(interval);
        HealthChecks.OnUnhealthy onUnhealthy = values.find(ON_UNHEALTHY).orElse(HealthChecks.OnUnhealthy.RESTART);
        if (rule.isEmpty()) {
            warnWithout(values, ALIVE, ALIVE_OF_PROBES);
            warnWithout(values, ALIVE, List.of(ALIVE_FAILURES, ALIVE_SUCCESSES, ON_UNHEALTHY));
            return Optional.empty();
        }
        if (!isProbe) {
            warnWith(values, ALIVE, ALIVE_OF_PROBES);
        }
        return Optional.of(
                new HealthChecks.Alive(rule.get(), interval, timeout, failures, successes, delay, onUnhealthy));
    }

    private static void warnWithout(Values values, Key<?> main, List<Key<?>> others) {
        for (Key<?> key : others) {
            if (values.raw(main).isEmpty() && values.raw(key).isPresent()) {
                values.warn(key, "has no effect without " + main.name(values.dialect()));
            }
        }
    }

    /** Only what is looked at again and again has pauses between that. */
    private static void warnWith(Values values, Key<?> main, List<Key<?>> others) {
        for (Key<?> key : others) {
            values.raw(key)
                    .ifPresent(_ -> values.warn(
                            key,
                            "has no effect with this " + main.name(values.dialect())
                                    + ", which is not a check that is made again and again"));
        }
    }
}

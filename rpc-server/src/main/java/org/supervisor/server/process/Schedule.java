package org.supervisor.server.process;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * When a process is started again and again.
 *
 * @param overlap what happens when it is due and still runs
 * @param missed what happens when it was due while no supervisor could start it
 */
@API(status = API.Status.EXPERIMENTAL)
public record Schedule(When when, Overlap overlap, Missed missed) implements AspectSpec {
    /** The moments at which it is due. */
    public sealed interface When {
        /** That many apart. */
        record Every(Duration period) implements When {}

        /**
         * Those of a line of crontab(5).
         *
         * @param fields five of them
         * @param zone whose clocks count; empty: this machine's
         */
        record Cron(String fields, Optional<ZoneId> zone) implements When {}
    }

    /** What happens when it is due and still runs. */
    public enum Overlap {
        /** Nothing. */
        SKIP,
        /** It is started when it has ended, once. */
        QUEUE,
        /** It is stopped and started again. */
        REPLACE
    }

    /** What happens when it was due while no supervisor could start it. */
    public enum Missed {
        /** Nothing. */
        SKIP,
        /** It is started once, as soon as that is possible. */
        ONCE
    }
}

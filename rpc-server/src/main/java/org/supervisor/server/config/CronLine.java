package org.supervisor.server.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The moments of a line of crontab(5). In the hour that a change to summer time leaves out nothing is due, but at its end; in the
 * hour that is repeated a thing is due once.
 */
@API(status = API.Status.INTERNAL)
public final class CronLine {
    private final ExecutionTime times;
    private final Optional<ZoneId> zone;

    /**
     * A line.
     *
     * @param fields five: minute, hour, day of month, month, day of week
     * @param zone whose clocks count; empty: this machine's
     * @throws IllegalArgumentException they are no such fields; the message says why
     */
    public CronLine(String fields, Optional<ZoneId> zone) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        this.times = ExecutionTime.forCron(parser.parse(fields));
        this.zone = zone;
    }

    /** The first moment after another; empty: there will be none. */
    public Optional<Instant> after(Instant moment) {
        ZoneId clocks = zone.orElseGet(ZoneId::systemDefault);
        Optional<Instant> next =
                times.nextExecution(ZonedDateTime.ofInstant(moment, clocks)).map(ZonedDateTime::toInstant);
        ZoneRules rules = clocks.getRules();
        for (ZoneOffsetTransition change = rules.nextTransition(moment);
                change != null && next.isPresent() && !change.getInstant().isAfter(next.get());
                change = rules.nextTransition(change.getInstant())) {
            if (change.isGap() && isDueWithin(change)) {
                return Optional.of(change.getInstant());
            }
        }
        return next;
    }

    /** The library leaves out what the clocks never show. */
    private boolean isDueWithin(ZoneOffsetTransition gap) {
        ZonedDateTime before = gap.getDateTimeBefore().atZone(ZoneOffset.UTC).minusSeconds(1);
        return times.nextExecution(before)
                .filter(due -> due.toLocalDateTime().isBefore(gap.getDateTimeAfter()))
                .isPresent();
    }
}

package org.supervisor.server.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * The moments of a line of crontab(5). In the hour that a change to summer time leaves out nothing is due, but at its end. In the
 * hour that is repeated a line that names hours is due for the first of both alone, and one for every hour in both.
 */
@API(status = API.Status.INTERNAL)
public final class CronLine {
    private static final int HOUR = 1;
    private static final Set<String> EVERY_HOUR = Set.of("*", "*/1", "0-23", "0-23/1");

    private final ExecutionTime times;
    private final boolean isForEveryHour;
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
        this.isForEveryHour = EVERY_HOUR.contains(fields.strip().split("\\s+", -1)[HOUR]);
        this.zone = zone;
    }

    /** The first moment after another; empty: there will be none. */
    public Optional<Instant> after(Instant moment) {
        ZoneRules rules = zone.orElseGet(ZoneId::systemDefault).getRules();
        return isForEveryHour ? inEveryHour(moment, rules) : byTheClock(moment, rules);
    }

    /** What a clock shows is due when it shows it for the first time. */
    private Optional<Instant> byTheClock(Instant moment, ZoneRules rules) {
        ZonedDateTime shown =
                LocalDateTime.ofInstant(moment, rules.getOffset(moment)).atZone(ZoneOffset.UTC);
        for (Optional<ZonedDateTime> due = times.nextExecution(shown);
                due.isPresent();
                due = times.nextExecution(due.get())) {
            Instant first = first(due.get().toLocalDateTime(), rules);
            if (first.isAfter(moment)) {
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    private static Instant first(LocalDateTime shown, ZoneRules rules) {
        ZoneOffsetTransition change = rules.getTransition(shown);
        if (change == null) {
            return shown.toInstant(rules.getOffset(shown));
        }
        return change.isGap() ? change.getInstant() : shown.toInstant(change.getOffsetBefore());
    }

    /** From one change of the clocks to the next they go on evenly. */
    private Optional<Instant> inEveryHour(Instant moment, ZoneRules rules) {
        Optional<Instant> next = next(moment, rules.getOffset(moment));
        for (ZoneOffsetTransition change = rules.nextTransition(moment);
                change != null && next.isPresent() && !next.get().isBefore(change.getInstant());
                change = rules.nextTransition(change.getInstant())) {
            if (change.isGap() && isDueWithin(change)) {
                return Optional.of(change.getInstant());
            }
            next = next(change.getInstant().minusSeconds(1), change.getOffsetAfter());
        }
        return next;
    }

    private Optional<Instant> next(Instant moment, ZoneOffset offset) {
        return times.nextExecution(moment.atZone(offset)).map(ZonedDateTime::toInstant);
    }

    private boolean isDueWithin(ZoneOffsetTransition gap) {
        ZonedDateTime before = gap.getDateTimeBefore().atZone(ZoneOffset.UTC).minusSeconds(1);
        return times.nextExecution(before)
                .filter(due -> due.toLocalDateTime().isBefore(gap.getDateTimeAfter()))
                .isPresent();
    }
}

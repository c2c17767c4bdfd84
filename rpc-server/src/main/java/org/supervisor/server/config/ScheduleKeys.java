package org.supervisor.server.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.Schedule.When;

/** When a program is started again and again. */
final class ScheduleKeys {
    static final Keys ALL = new Keys(Change.UPDATE);

    private static final Type<When> WHEN = new Type<>(
            "schedule",
            "five fields of a crontab, with a time zone behind them if need be (30 2 * * * Europe/Berlin), one of"
                    + " @hourly, @daily, @weekly, @monthly and @yearly, or a period (every 10m)",
            ScheduleKeys::when);
    private static final Type<Schedule.Overlap> OVERLAP =
            new Type<>("skip, queue or replace", text -> switch (text.strip()) {
                case "skip" -> Schedule.Overlap.SKIP;
                case "queue" -> Schedule.Overlap.QUEUE;
                case "replace" -> Schedule.Overlap.REPLACE;
                default -> throw new BadValue("not one of skip, queue, replace: " + PythonText.repr(text));
            });
    private static final Type<Schedule.Missed> MISSED = new Type<>("skip or once", text -> switch (text.strip()) {
        case "skip" -> Schedule.Missed.SKIP;
        case "once" -> Schedule.Missed.ONCE;
        default -> throw new BadValue("not one of skip, once: " + PythonText.repr(text));
    });

    static final Key<When> SCHEDULE = ALL.add(Key.added(
            "schedule",
            WHEN,
            "none",
            "when it is started again and again; it is not started with the daemon then, nor restarted, unless"
                    + " autostart and autorestart say so"));
    static final Key<Schedule.Overlap> SCHEDULE_OVERLAP = ALL.add(Key.added(
            "schedule_overlap",
            OVERLAP,
            "skip",
            "what happens when it is due and still runs: skip, queue (it is started when it has ended) or replace (it"
                    + " is stopped and started)"));
    static final Key<Schedule.Missed> SCHEDULE_MISSED = ALL.add(Key.added(
            "schedule_missed",
            MISSED,
            "skip",
            "what happens when it was due while the machine slept or the daemon was away: skip or once"));

    private static final Pattern EVERY = Pattern.compile("every\\s+(\\S.*)");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int FIELDS = 5;
    private static final Map<String, String> NAMES = Map.of(
            "@hourly", "0 * * * *",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@weekly", "0 0 * * 0",
            "@monthly", "0 0 1 * *",
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *");

    private ScheduleKeys() {}

    /** Whether a section has a schedule, which changes other defaults. */
    static boolean isUsed(Values values) {
        return values.setting(SCHEDULE).isPresent();
    }

    static Optional<Schedule> read(Values values) {
        Optional<When> when = values.find(SCHEDULE);
        Optional<Schedule.Overlap> overlap = values.find(SCHEDULE_OVERLAP);
        Optional<Schedule.Missed> missed = values.find(SCHEDULE_MISSED);
        if (values.setting(SCHEDULE).isEmpty()) {
            overlap.ifPresent(
                    _ -> values.warn(SCHEDULE_OVERLAP, "has no effect without " + SCHEDULE.name(values.dialect())));
            missed.ifPresent(
                    _ -> values.warn(SCHEDULE_MISSED, "has no effect without " + SCHEDULE.name(values.dialect())));
        }
        return when.map(moments ->
                new Schedule(moments, overlap.orElse(Schedule.Overlap.SKIP), missed.orElse(Schedule.Missed.SKIP)));
    }

    private static When when(String text) throws BadValue {
        String line = text.strip();
        var every = EVERY.matcher(line);
        if (every.matches()) {
            Duration period = AspectTypes.duration(every.group(1));
            if (period.compareTo(Duration.ofSeconds(1)) < 0) {
                throw new BadValue("not a period of a second or more: " + PythonText.repr(text));
            }
            return new When.Every(period);
        }
        List<String> words = new ArrayList<>(List.of(BLANKS.split(line, -1)));
        if (NAMES.containsKey(words.getFirst())) {
            words.addAll(0, List.of(BLANKS.split(NAMES.get(words.removeFirst()), -1)));
        }
        Optional<ZoneId> zone = words.size() == FIELDS + 1 ? Optional.of(zone(words.removeLast())) : Optional.empty();
        if (words.size() != FIELDS) {
            throw new BadValue("not five fields: " + PythonText.repr(text));
        }
        return cron(String.join(" ", words), zone);
    }

    private static ZoneId zone(String name) throws BadValue {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new BadValue("there is no time zone " + PythonText.repr(name))
                    .advising("expected a name such as Europe/Berlin or UTC behind the five fields");
        }
    }

    private static When cron(String fields, Optional<ZoneId> zone) throws BadValue {
        try {
            if (new CronLine(fields, zone).after(Instant.now()).isEmpty()) {
                throw new BadValue("there is no such day: " + PythonText.repr(fields));
            }
            return new When.Cron(fields, zone);
        } catch (IllegalArgumentException invalid) {
            throw new BadValue(invalid.getMessage());
        }
    }
}

package org.supervisor.server.rpc;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.ExitStatus;

/** The struct that {@code getProcessInfo} answers. Times are whole seconds since 1970, 0 for never. */
final class ProcessInfos {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    private static final int MEMBERS = 14;

    private ProcessInfos() {}

    /** The struct for one process as it is now. */
    static Map<String, Object> of(ProcessView view, Instant now) {
        Map<String, Object> members = LinkedHashMap.newLinkedHashMap(MEMBERS);
        members.put("description", description(view, now));
        members.put("pid", view.pid());
        members.put("stderr_logfile", path(view.stderrLog()));
        members.put("stdout_logfile", path(view.stdoutLog()));
        members.put("logfile", path(view.stdoutLog()));
        members.put("exitstatus", view.exit().map(ExitStatus::wireCode).orElse(0));
        members.put("spawnerr", view.spawnError());
        members.put("now", now.getEpochSecond());
        members.put("stop", seconds(view.stopped()));
        members.put("start", seconds(view.started()));
        members.put("statename", view.state().name());
        members.put("state", view.state().code());
        members.put("group", view.name().group());
        members.put("name", view.name().process());
        return members;
    }

    private static String description(ProcessView view, Instant now) {
        return switch (view.state()) {
            case RUNNING -> "pid " + view.pid() + ", uptime " + uptime(seconds(view.started()), now.getEpochSecond());
            case STOPPED, EXITED ->
                view.started().isPresent()
                        ? view.stopped().map(ProcessInfos::day).orElse("Not started")
                        : "Not started";
            case BACKOFF, FATAL ->
                view.spawnError().isEmpty()
                        ? "unknown error (try \"tail " + view.name().process() + "\")"
                        : view.spawnError();
            case STARTING, STOPPING, UNKNOWN -> "";
        };
    }

    /** Such as {@code 0:00:57}, {@code 1 day, 0:00:57} or {@code 2 days, 3:04:05}. */
    private static String uptime(long start, long now) {
        Duration uptime = Duration.ofSeconds(Math.max(0, now - start));
        long days = uptime.toDays();
        String time = uptime.toHoursPart() + ":" + two(uptime.toMinutesPart()) + ":" + two(uptime.toSecondsPart());
        return days == 0 ? time : days + (days == 1 ? " day, " : " days, ") + time;
    }

    /** Local time, such as {@code Nov 22 08:57 PM}; in English whatever the locale, as clients parse it. */
    private static String day(Instant time) {
        ZonedDateTime local = time.atZone(ZoneId.systemDefault());
        int hour = local.getHour() % 12 == 0 ? 12 : local.getHour() % 12;
        return MONTHS[local.getMonthValue() - 1] + " " + two(local.getDayOfMonth()) + " " + two(hour) + ":"
                + two(local.getMinute()) + (local.getHour() < 12 ? " AM" : " PM");
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static long seconds(Optional<Instant> time) {
        return time.map(Instant::getEpochSecond).orElse(0L);
    }

    private static String path(Optional<Path> log) {
        return log.map(Path::toString).orElse("");
    }
}

package org.supervisor.server.rpc;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.supervisor.server.engine.ProcessView;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.NativeText;
import org.supervisor.server.process.StreamSpec;
import org.supervisor.server.process.WallTime;

/**
 * The struct that {@code getProcessInfo} returns. Times are whole seconds since 1970, 0 for never. Most of it changes
 * only with the process, so it is written once for each view and kept; only the parts that depend on the clock are
 * written each time.
 *
 * @param written what does not depend on the clock
 * @param now the time of the call
 */
record ProcessStruct(Written written, Instant now) {
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    /**
     * The members of one view that do not depend on the clock, as encoded bytes.
     *
     * @param first those before {@code now}
     * @param last those after it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(ProcessView view, byte[] first, byte[] last) {
        static Written of(ProcessView view) {
            XmlWriter writer = new XmlWriter();
            writer.member("pid", view.pid());
            String stdout = written(view.spec().output().stdout(), view.stdoutLog());
            writer.member("stderr_logfile", written(view.spec().output().stderr(), view.stderrLog()));
            writer.member("stdout_logfile", stdout);
            writer.member("logfile", stdout);
            writer.member(
                    "exitstatus",
                    view.lastRun().exit().map(ExitStatus::wireCode).orElse(0));
            writer.member("spawnerr", view.spawnError());
            byte[] first = writer.copy();
            writer.clear();
            writer.member("stop", seconds(view.lastRun().stopped()));
            writer.member("start", seconds(view.lastRun().started()));
            writer.member("statename", view.state().name());
            writer.member("state", view.state().code());
            writer.member("group", view.name().group());
            writer.member("name", view.name().process());
            return new Written(view, first, writer.copy());
        }
    }

    /** Writes the members of the struct. */
    void writeMembers(XmlWriter writer) {
        writer.member("description", description(written.view(), now));
        writer.members(written.first());
        writer.member("now", now.getEpochSecond());
        writer.members(written.last());
    }

    private static String description(ProcessView view, Instant now) {
        return switch (view.state()) {
            case RUNNING ->
                "pid " + view.pid() + ", uptime "
                        + uptime(seconds(view.lastRun().started()), now.getEpochSecond());
            case STOPPED, EXITED ->
                view.lastRun().started().isPresent()
                        ? view.lastRun().stopped().map(ProcessStruct::day).orElse("Not started")
                        : "Not started";
            case BACKOFF, FATAL ->
                view.spawnError().isEmpty()
                        ? "unknown error (try \"tail " + view.name().process() + "\")"
                        : view.spawnError();
            case STARTING -> view.spawnError(); // why it is held, or nothing
            case STOPPING, UNKNOWN -> "";
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
        OffsetDateTime local = WallTime.local(time);
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

    /** As it was configured, perhaps relative, unless the daemon chose the name. */
    private static String written(StreamSpec stream, Optional<Path> log) {
        return log.map(path -> stream.log() instanceof StreamSpec.Log.File file ? file.written() : NativeText.of(path))
                .orElse("");
    }
}

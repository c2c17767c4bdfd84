package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.supervisor.server.config.CronLine;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.TimeSource;

/** When one process is due, on the clock that its schedule means. Loop's thread. */
sealed interface Timetable {
    /**
     * A run that is due.
     *
     * @param moment since when
     * @param late how long that is
     */
    record Due(Instant moment, Duration late) {}

    static Timetable of(Schedule.When when, TimeSource time) {
        return switch (when) {
            case Schedule.When.Every(Duration period) -> new Periods(period, time);
            case Schedule.When.Cron(String fields, var zone) -> new Moments(new CronLine(fields, zone), time);
        };
    }

    /** When it is due next, as far as is known; empty: never. */
    Optional<Instant> next();

    /** After which time {@link #due} is to be called; empty: never. */
    Optional<Duration> pause();

    /** What is due by now, all of it at once; what comes next is planned. */
    Optional<Due> due();

    /** The last run was begun then, by an earlier supervisor: what was due since then is due. */
    void goOnAfter(Instant last);

    /** A time apart, whatever the clock on the wall is set to. */
    final class Periods implements Timetable {
        private final Duration period;
        private final TimeSource time;
        private long dueNanos;

        Periods(Duration period, TimeSource time) {
            this.period = period;
            this.time = time;
            this.dueNanos = time.nanos() + period.toNanos();
        }

        @Override
        public Optional<Instant> next() {
            return Optional.of(time.now().plus(left()));
        }

        @Override
        public Optional<Duration> pause() {
            return Optional.of(left());
        }

        private Duration left() {
            return Duration.ofNanos(dueNanos - time.nanos());
        }

        @Override
        public Optional<Due> due() {
            Duration late = left().negated();
            if (late.isNegative()) {
                return Optional.empty();
            }
            dueNanos += period.toNanos();
            if (dueNanos - time.nanos() <= 0) {
                dueNanos = time.nanos() + period.toNanos();
            }
            return Optional.of(new Due(time.now().minus(late), late));
        }

        @Override
        public void goOnAfter(Instant last) {
            Duration left = Duration.between(time.now(), last.plus(period));
            dueNanos = time.nanos() + (left.compareTo(period) < 0 ? left : period).toNanos();
        }
    }

    /** Those of a line of crontab(5), on the clock on the wall. */
    final class Moments implements Timetable {
        /** So often the clock is looked at, which may be set, or go on while the machine sleeps. */
        private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

        /** By less than this a clock is corrected, and nothing is due for the second time. */
        private static final Duration CORRECTION = Duration.ofMinutes(1);

        private final CronLine line;
        private final TimeSource time;
        private Optional<Instant> next;
        private Instant lookedAt;
        private long lookedAtNanos;

        Moments(CronLine line, TimeSource time) {
            this.line = line;
            this.time = time;
            look();
            next = line.after(lookedAt);
        }

        private void look() {
            lookedAt = time.now();
            lookedAtNanos = time.nanos();
        }

        @Override
        public Optional<Instant> next() {
            return next;
        }

        @Override
        public Optional<Duration> pause() {
            return next.map(due -> Duration.between(time.now(), due))
                    .map(left -> left.compareTo(LONGEST_PAUSE) < 0 ? left : LONGEST_PAUSE);
        }

        @Override
        public Optional<Due> due() {
            planAgainIfClockWasSetBack();
            look();
            Optional<Due> due = next.filter(moment -> !moment.isAfter(lookedAt))
                    .map(moment -> new Due(moment, Duration.between(moment, lookedAt)));
            if (due.isPresent()) {
                next = line.after(lookedAt);
            }
            return due;
        }

        private void planAgainIfClockWasSetBack() {
            Duration since = Duration.ofNanos(time.nanos() - lookedAtNanos);
            Instant setTo = time.now().minus(since); // what the clock of today would have shown then
            if (setTo.isBefore(lookedAt.minus(CORRECTION))) {
                next = line.after(setTo);
            }
        }

        @Override
        public void goOnAfter(Instant last) {
            next = line.after(last.isBefore(lookedAt) ? last : lookedAt);
        }
    }
}

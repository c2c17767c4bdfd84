package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.supervisor.server.config.CronLine;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.Schedule;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/** Starts programs when they are due. Loop's thread. */
final class Schedules implements Aspect {
    /** So often the clock is looked at, which may be set, or go on while the machine sleeps. */
    private static final Duration LONGEST_SLEEP = Duration.ofMinutes(10);

    /** Later than this something was not due but missed. */
    private static final Duration STILL_DUE = Duration.ofMinutes(1);

    private final TimeSource time;
    private final BiFunction<Duration, Runnable, Runnable> after;
    private final BiConsumer<ManagedProcess, String> note;
    private final Map<ManagedProcess, Planned> planned = new HashMap<>();
    private BiConsumer<ManagedProcess, StartOrigin> start = (_, _) -> {};

    /**
     * Without a program yet.
     *
     * @param after does something when some time has passed; running what it returns cancels it
     * @param note records what was not done
     */
    Schedules(
            TimeSource time, BiFunction<Duration, Runnable, Runnable> after, BiConsumer<ManagedProcess, String> note) {
        this.time = time;
        this.after = after;
        this.note = note;
    }

    /** Starts by this from now on, which may refuse. */
    void startBy(BiConsumer<ManagedProcess, StartOrigin> starter) {
        start = starter;
    }

    private static final class Planned {
        final Schedule schedule;
        final Function<Instant, Optional<Instant>> moments;
        Optional<Instant> next;
        Runnable cancel = () -> {};
        boolean isQueued;

        Planned(Schedule schedule, Instant now) {
            this.schedule = schedule;
            this.moments = moments(schedule.when());
            this.next = moments.apply(now);
        }

        private static Function<Instant, Optional<Instant>> moments(Schedule.When when) {
            return switch (when) {
                case Schedule.When.Every(Duration period) -> moment -> Optional.of(moment.plus(period));
                case Schedule.When.Cron(String fields, var zone) -> new CronLine(fields, zone)::after;
            };
        }

        /** Beyond all that was missed. */
        void advance(Instant now) {
            next = next.flatMap(moments);
            if (next.isPresent() && !next.get().isAfter(now)) {
                next = moments.apply(now);
            }
        }
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            process.spec().aspect(Schedule.class).ifPresent(schedule -> {
                Planned plan = new Planned(schedule, time.now());
                planned.put(process, plan);
                sleep(process, plan);
            });
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            Planned plan = planned.remove(process);
            if (plan != null) {
                plan.cancel.run();
            }
        }
    }

    private void sleep(ManagedProcess process, Planned plan) {
        if (plan.next.isPresent()) {
            Duration left = Duration.between(time.now(), plan.next.get());
            Duration pause = left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP;
            plan.cancel = after.apply(pause.isNegative() ? Duration.ZERO : pause, () -> look(process, plan));
        }
    }

    private void look(ManagedProcess process, Planned plan) {
        Instant now = time.now();
        Instant due = plan.next.orElseThrow();
        if (!now.isBefore(due)) {
            plan.advance(now);
            boolean isMissed = due.plus(STILL_DUE).isBefore(now);
            if (isMissed && plan.schedule.missed() == Schedule.Missed.SKIP) {
                note.accept(process, "was due at " + text(due) + ", and is not started so late (schedule_missed)");
            } else {
                run(process, plan);
            }
        }
        sleep(process, plan);
    }

    private void run(ManagedProcess process, Planned plan) {
        if (process.state() instanceof State.Down) {
            begin(process);
            return;
        }
        switch (plan.schedule.overlap()) {
            case SKIP -> note.accept(process, "is due and still runs: skipped (schedule_overlap)");
            case QUEUE -> plan.isQueued = true;
            case REPLACE -> process.on(new Event.RestartRequested("it is due again (schedule_overlap)"));
        }
    }

    private void begin(ManagedProcess process) {
        try {
            start.accept(process, new StartOrigin.Due());
        } catch (RefusedException ending) {
            // the supervisor ends
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // to compare records takes code made at run time
    public void changed(Transition transition) {
        Planned plan = planned.isEmpty() ? null : planned.get(transition.process());
        if (plan == null || transition.to() != transition.process().state()) {
            return;
        }
        if (transition.cause() instanceof Event.Resumed) {
            resume(transition.process(), plan);
        } else if (plan.isQueued && transition.to() instanceof State.Down) {
            plan.isQueued = false;
            if (transition.process().goal() instanceof Goal.Up) { // and was not stopped on request
                begin(transition.process());
            }
        }
    }

    /** An earlier supervisor has started it last: what was due since then was missed. */
    private void resume(ManagedProcess process, Planned plan) {
        Optional<Instant> last = process.history().started();
        if (last.isPresent()) {
            plan.cancel.run();
            plan.next = plan.moments.apply(last.get());
            sleep(process, plan);
        }
    }

    @Override
    public String remark(ManagedProcess process) {
        Planned plan = planned.isEmpty() ? null : planned.get(process);
        return plan == null
                ? ""
                : plan.next.map(moment -> "due next at " + text(moment)).orElse("");
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Planned plan = planned.get(process);
        if (plan != null) {
            facts.add("next", plan.next.map(Schedules::text).orElse("never"));
        }
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

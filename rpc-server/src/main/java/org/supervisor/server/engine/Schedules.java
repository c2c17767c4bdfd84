package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.supervisor.api.ProcessState;
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
    /** Later than this something was not due but missed. */
    private static final Duration STILL_DUE = Duration.ofMinutes(1);

    private final TimeSource time;
    private final LoopTimer timer;
    private final BiConsumer<ManagedProcess, String> note;
    private final Map<ManagedProcess, Planned> planned = new HashMap<>();
    private BiConsumer<ManagedProcess, StartOrigin> start = (_, _) -> {};
    private BiConsumer<ManagedProcess, Runnable> whenDown = (_, action) -> action.run();

    /**
     * Without a program yet.
     *
     * @param timer does something when some time has passed; running what it returns cancels it
     * @param note records what was not done
     */
    Schedules(TimeSource time, LoopTimer timer, BiConsumer<ManagedProcess, String> note) {
        this.time = time;
        this.timer = timer;
        this.note = note;
    }

    /** Starts by this from now on, which may refuse. */
    void startBy(BiConsumer<ManagedProcess, StartOrigin> starter) {
        start = starter;
    }

    /**
     * Waits by this from now on.
     *
     * @param waiting does something with a process when nothing of it is left, and who waited for that was answered
     */
    void waitBy(BiConsumer<ManagedProcess, Runnable> waiting) {
        whenDown = waiting;
    }

    /** What is known of a process that has a schedule. */
    private static final class Planned {
        final Schedule schedule;
        final Timetable times;
        Runnable cancel = () -> {};
        boolean isQueued;
        boolean startsAfterStop;

        Planned(Schedule schedule, TimeSource time) {
            this.schedule = schedule;
            this.times = Timetable.of(schedule.when(), time);
        }
    }

    @Override
    public void added(ProcessGroup group) {
        for (ManagedProcess process : group.processes()) {
            process.spec().aspect(Schedule.class).ifPresent(schedule -> {
                Planned plan = new Planned(schedule, time);
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
        plan.times
                .pause()
                .ifPresent(pause -> plan.cancel =
                        timer.after(pause.isNegative() ? Duration.ZERO : pause, () -> look(process, plan)));
    }

    private void look(ManagedProcess process, Planned plan) {
        plan.times.due().ifPresent(due -> {
            if (due.late().compareTo(STILL_DUE) > 0 && plan.schedule.missed() == Schedule.Missed.SKIP) {
                note.accept(
                        process, "was due at " + text(due.moment()) + ", and is not started so late (schedule_missed)");
            } else {
                run(process, plan);
            }
        });
        sleep(process, plan);
    }

    private void run(ManagedProcess process, Planned plan) {
        if (process.state() instanceof State.Down) {
            begin(process);
            return;
        }
        switch (plan.schedule.overlap()) {
            case SKIP -> skip(process, "skipped");
            case QUEUE -> queue(process, plan);
            case REPLACE -> replace(process, plan);
        }
    }

    private void skip(ManagedProcess process, String what) {
        note.accept(process, "is due and " + words(process) + ": " + what + " (schedule_overlap)");
    }

    private void queue(ManagedProcess process, Planned plan) {
        if (isBeingStoppedOnRequest(process)) {
            startAfterStop(process, plan);
        } else if (plan.isQueued) {
            skip(process, "skipped, a run is queued already");
        } else {
            plan.isQueued = true;
        }
    }

    private void replace(ManagedProcess process, Planned plan) {
        switch (process.state()) {
            case State.Launching _, State.Starting _, State.Running _ ->
                process.on(new Event.RestartRequested("it is due again (schedule_overlap)"));
            case State.StopPending _, State.Stopping _, State.Killing _, State.Unsignallable _ -> {
                if (isBeingStoppedOnRequest(process)) {
                    startAfterStop(process, plan);
                } else {
                    skip(process, "the next launch is this run, too");
                }
            }
            case State.RestartDelay _ -> begin(process);
            case State.Down _, State.Held _, State.Backoff _ -> skip(process, "the next launch is this run, too");
        }
    }

    private static boolean isBeingStoppedOnRequest(ManagedProcess process) {
        return process.state().wire() == ProcessState.STOPPING && process.goal() instanceof Goal.Down;
    }

    private static String words(ManagedProcess process) {
        return switch (process.state()) {
            case State.Launching _, State.Starting _, State.Running _ -> "still runs";
            case State.StopPending _, State.Stopping _, State.Killing _, State.Unsignallable _ ->
                "is still being stopped";
            case State.Held held -> "has not been launched yet, it " + held.reason();
            case State.Backoff _, State.RestartDelay _ -> "waits for its next attempt";
            case State.Down _ -> "is down";
        };
    }

    /** A stop ends the run under way, and not the one that became due since. */
    private void startAfterStop(ManagedProcess process, Planned plan) {
        if (plan.startsAfterStop) {
            skip(process, "skipped, a run is queued already");
            return;
        }
        plan.startsAfterStop = true;
        whenDown.accept(process, () -> {
            plan.startsAfterStop = false;
            if (planned.containsKey(process) && process.state() instanceof State.Down) {
                begin(process);
            }
        });
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
            beginQueued(transition.process());
        }
    }

    private void beginQueued(ManagedProcess process) {
        if (process.goal() instanceof Goal.Up) {
            begin(process);
        } else {
            note.accept(process, "was stopped on request, and with it the run that was queued (schedule_overlap)");
        }
    }

    /** An earlier supervisor has started it last, or has known it without a start: what was due since then was missed. */
    private void resume(ManagedProcess process, Planned plan) {
        plan.cancel.run();
        plan.times.goOnAfter(process.history().started().orElse(process.goal().since()));
        sleep(process, plan);
    }

    @Override
    public String remark(ManagedProcess process) {
        Planned plan = planned.isEmpty() ? null : planned.get(process);
        return plan == null
                ? ""
                : plan.times.next().map(moment -> "due next at " + text(moment)).orElse("");
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Planned plan = planned.get(process);
        if (plan != null) {
            facts.add("next", plan.times.next().map(Schedules::text).orElse("never"));
        }
    }

    private static String text(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

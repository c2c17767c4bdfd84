package org.supervisor.server;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.supervisor.server.os.Alarm;

/**
 * Ends a daemon whose event loop stands still. The loop announces before and after each of its waits when it will go
 * on, and an alarm is set to some time after that; the thread that waits for the alarm sleeps as long as the loop is on
 * time, so a healthy daemon is never woken by it.
 *
 * <p>After the alarm, time counts only in steps during which this thread itself was scheduled in time: a daemon that
 * was stopped, or whose machine slept, gets its full time again.
 */
final class StallWatch {
    /** How late the loop may go on. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final Duration STEP = Duration.ofSeconds(1);

    private static final LongSupplier CLOCK = System::nanoTime;

    private final Alarm alarm = new Alarm();
    private final long late;
    private final long slack;
    private final Duration limit;
    private final Duration step;
    private final LongSupplier turns;
    private final Consumer<String> report;
    private final FatalExit end;
    private final Thread reporter =
            Thread.ofPlatform().name("stall-report").daemon().unstarted(this::reportStacks);
    private final Runnable pause = this::sleep; // created now: later there may be no memory
    private boolean isSet;
    private long ringsAt;

    /**
     * A watch that has not begun.
     *
     * @param limit how long the loop may stand still until the process ends
     * @param turns grows with each turn of the loop
     * @param report writes to the main log; may block
     */
    StallWatch(Duration limit, LongSupplier turns, Consumer<String> report, FatalExit end) {
        this(LATE, limit, STEP, turns, report, end);
    }

    StallWatch(
            Duration late, Duration limit, Duration step, LongSupplier turns, Consumer<String> report, FatalExit end) {
        this.late = late.toNanos();
        this.slack = late.dividedBy(10).toNanos();
        this.limit = limit;
        this.step = step;
        this.turns = turns;
        this.report = report;
        this.end = end;
    }

    /** Begins to watch. */
    void begin(Duration untilFirstTurn) {
        expect(untilFirstTurn.toNanos());
        Thread.ofPlatform().name("stall-watch").daemon().start(this::run);
    }

    /**
     * Announces that the loop will go on within this time; negative: when something happens. The loop's thread, or one
     * before or after it. A busy loop costs one system call for each tenth of the time that it may be late.
     */
    void expect(long nanos) {
        if (nanos < 0) {
            if (isSet) {
                isSet = false;
                alarm.set(0);
            }
            return;
        }
        long now = System.nanoTime();
        long earliest = now + nanos + late;
        if (!isSet || ringsAt - earliest < 0 || ringsAt - earliest > slack) {
            isSet = true;
            ringsAt = earliest + slack;
            alarm.set(ringsAt - now);
        }
    }

    private void run() {
        while (true) {
            alarm.await();
            if (standsStill(CLOCK, pause)) {
                end.endStalled();
            }
        }
    }

    /** Whether the loop does not turn once within the limit. Allocates nothing but what the JDK does to sleep. */
    boolean standsStill(LongSupplier clock, Runnable pause) {
        long before = turns.getAsLong();
        for (long left = limit.dividedBy(step); left > 0; ) {
            long began = clock.getAsLong();
            pause.run();
            if (turns.getAsLong() != before) {
                return false;
            }
            if (clock.getAsLong() - began < 2 * step.toNanos()) {
                left--;
            }
            if (reporter.getState() == Thread.State.NEW) {
                end.warnOfStall();
                reporter.start();
            }
        }
        return true;
    }

    private void sleep() {
        try {
            Thread.sleep(step.toMillis());
        } catch (InterruptedException impossible) {
            throw new AssertionError("the watch is never interrupted", impossible);
        }
    }

    /** On a thread of its own: it needs memory and the log, and the loop may stand still for lack of one of them. */
    private void reportStacks() {
        StringBuilder text = new StringBuilder("the event loop stands still; all threads:");
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            Thread thread = entry.getKey();
            text.append("\n\"").append(thread.getName()).append("\" ").append(thread.getState());
            for (StackTraceElement frame : entry.getValue()) {
                text.append("\n    at ").append(frame);
            }
        }
        System.err.println(text);
        report.accept(text.toString());
    }
}

package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Reports of a process that died of a KILL which we have not sent whether the kernel has killed for lack of memory meanwhile. It
 * counts such kills and does not name whom they hit, so this is probable and not certain. Loop's thread.
 */
final class MemoryKills implements Aspect {
    /** What the kernel kills at once ends at once; a kill that explains nothing within that time was another's. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    /** The first look at the count need not hold up the start. */
    private static final Duration FIRST_COUNT_AFTER = Duration.ofSeconds(10);

    private final LongSupplier counter;
    private final LoopTimer timer;
    private final TimeSource time;
    private final BiConsumer<ManagedProcess, String> note;
    private final MainLog log;
    private final Map<ManagedProcess, Instant> killed = new HashMap<>(0);
    private OptionalLong known = OptionalLong.empty();
    private boolean isBegun;
    private long unexplained;
    private long countedAtNanos;

    /**
     * @param counter how many processes the kernel has killed for lack of memory; below 0: unknown
     * @param timer does something after a time
     * @param note records what has happened to a process
     */
    MemoryKills(
            LongSupplier counter,
            LoopTimer timer,
            TimeSource time,
            BiConsumer<ManagedProcess, String> note,
            MainLog log) {
        this.counter = counter;
        this.timer = timer;
        this.time = time;
        this.note = note;
        this.log = log;
    }

    @Override
    public void added(ProcessGroup group) {
        if (!isBegun) {
            isBegun = true;
            timer.after(FIRST_COUNT_AFTER, this::count);
        }
    }

    @Override
    public void removed(ProcessGroup group) {
        group.processes().forEach(killed::remove);
    }

    private void count() {
        long kills = counter.getAsLong();
        if (kills >= 0) {
            long now = time.nanos();
            if (now - countedAtNanos > TOGETHER.toNanos()) {
                unexplained = 0;
            }
            unexplained += kills - known.orElse(kills);
            known = OptionalLong.of(kills);
            countedAtNanos = now;
        }
    }

    @Override
    public void changed(Transition transition) {
        boolean isUp = transition.from() instanceof State.Running || transition.from() instanceof State.Starting;
        if (isUp
                && transition.cause() instanceof Event.ChildExited(ExitStatus.Killed(Signal by, boolean _))
                && by.equals(Signal.KILL)) {
            count();
            if (unexplained > 0) {
                unexplained--;
                report(transition.process());
            }
        }
    }

    private void report(ManagedProcess process) {
        killed.put(process, time.now());
        note.accept(process, "was probably killed by the kernel for lack of memory");
        log.warn("'" + process.name()
                + "' was probably killed by the kernel for lack of memory, of which dmesg has more;"
                + " let it use less, or give it more");
    }

    @Override
    public String remark(ManagedProcess process) {
        Instant when = killed.isEmpty() ? null : killed.get(process);
        return when == null ? "" : "was probably killed for lack of memory at " + text(when);
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Instant when = killed.get(process);
        if (when != null) {
            facts.add("killed_for_lack_of_memory", text(when));
        }
    }

    private static String text(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

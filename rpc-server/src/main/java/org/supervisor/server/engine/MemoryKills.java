package org.supervisor.server.engine;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.supervisor.api.Signal;
import org.supervisor.server.output.MainLog;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.ExitStatus;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.State;
import org.supervisor.server.process.TimeSource;
import org.supervisor.server.process.Transition;

/**
 * Reports of a process that died of a KILL which we have not sent whether the kernel has killed for lack of memory meanwhile. It
 * counts such kills in the cgroup of a process that has one; of all others it does not name whom they hit, so this is probable and
 * not certain. Loop's thread.
 */
final class MemoryKills implements Aspect {
    /** What the kernel kills at once ends at once; a kill that explains nothing within that time was another's. */
    private static final Duration TOGETHER = Duration.ofSeconds(10);

    /** The first look at the count need not hold up the start. */
    private static final Duration FIRST_COUNT_AFTER = Duration.ofSeconds(10);

    private final LongSupplier counter;
    private final ToLongFunction<String> ownCounter;
    private final LoopTimer timer;
    private final TimeSource time;
    private final BiConsumer<ManagedProcess, String> note;
    private final MainLog log;
    private final Map<ManagedProcess, Kill> killed = new HashMap<>(0);
    private OptionalLong known = OptionalLong.empty();
    private boolean isBegun;
    private long unexplained;
    private long countedAtNanos;

    /**
     * @param counter how many processes the kernel has killed for lack of memory; below 0: unknown
     * @param ownCounter how many in the cgroup of the process of this name, since its launch; below 0: unknown
     * @param timer does something after a time
     * @param note records what has happened to a process
     */
    MemoryKills(
            LongSupplier counter,
            ToLongFunction<String> ownCounter,
            LoopTimer timer,
            TimeSource time,
            BiConsumer<ManagedProcess, String> note,
            MainLog log) {
        this.counter = counter;
        this.ownCounter = ownCounter;
        this.timer = timer;
        this.time = time;
        this.note = note;
        this.log = log;
    }

    /** When one was killed, and whether its own cgroup says so. */
    private record Kill(Instant when, boolean isCertain) {
        String words() {
            return "was " + (isCertain ? "" : "probably ") + "killed ";
        }
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
            explain(transition.process());
        }
    }

    private void explain(ManagedProcess process) {
        long own = process.spec().aspect(CgroupLimits.class).isPresent()
                ? ownCounter.applyAsLong(process.name().toString())
                : -1;
        if (own > 0) {
            unexplained = Math.max(0, unexplained - own);
            report(process, true);
        } else if (own < 0 && unexplained > 0) {
            unexplained--;
            report(process, false);
        }
    }

    private void report(ManagedProcess process, boolean isCertain) {
        Kill kill = new Kill(time.now(), isCertain);
        killed.put(process, kill);
        String what = kill.words() + "by the kernel for lack of memory";
        note.accept(process, what);
        log.warn("'" + process.name() + "' " + what + ", of which dmesg has more; let it use less, or give it more");
    }

    @Override
    public String remark(ManagedProcess process) {
        Kill kill = killed.isEmpty() ? null : killed.get(process);
        return kill == null ? "" : kill.words() + "for lack of memory at " + text(kill.when());
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        Kill kill = killed.get(process);
        if (kill != null) {
            facts.add("killed_for_lack_of_memory", text(kill.when()));
        }
    }

    private static String text(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

package org.supervisor.server.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.supervisor.api.ProcessUsage;
import org.supervisor.server.os.TreeUsage;

/**
 * What processes use, measured only when somebody asks. All who ask within two seconds are answered from the same look. Any
 * thread, but not the loop's: it blocks.
 */
final class Usages {
    /** How long a look serves all who ask. */
    static final Duration FRESH = Duration.ofSeconds(2);

    /** An older look tells nothing of the processor time that is used lately. */
    static final Duration COMPARABLE = Duration.ofSeconds(30);

    /** Between the two looks for one who asks first. The kernel counts processor time in steps of 10 ms. */
    static final Duration BETWEEN = Duration.ofMillis(500);

    private static final double PERCENT = 100;

    private final Supplier<List<ProcessView>> all;
    private final Function<Collection<Integer>, Map<Integer, TreeUsage>> kernel;
    private final LongSupplier nanos;
    private final Runnable pause;

    // guarded by this
    private Optional<Look> before = Optional.empty();
    private Optional<Look> last = Optional.empty();

    /** Measures the kernel's processes. */
    Usages(Supplier<List<ProcessView>> all, Kernel kernel) {
        this(all, kernel::usage, kernel::nanos, () -> LockSupport.parkNanos(BETWEEN.toNanos()));
    }

    /**
     * @param all every process, whoever asks: a look is shared
     * @param kernel what children use, by pid; blocks
     * @param nanos monotonic
     * @param pause blocks for {@link #BETWEEN}
     */
    Usages(
            Supplier<List<ProcessView>> all,
            Function<Collection<Integer>, Map<Integer, TreeUsage>> kernel,
            LongSupplier nanos,
            Runnable pause) {
        this.all = all;
        this.kernel = kernel;
        this.nanos = nanos;
        this.pause = pause;
    }

    private record Look(long atNanos, Map<Integer, TreeUsage> trees) {
        boolean isYoungerThan(Duration age, long now) {
            return now - atNanos < age.toNanos();
        }
    }

    /** What these processes use; without those that do not run, or have begun since the last look. */
    synchronized List<ProcessUsage> of(List<ProcessView> processes) {
        long now = nanos.getAsLong();
        if (last.filter(look -> look.isYoungerThan(FRESH, now)).isEmpty()) {
            before = last.filter(look -> look.isYoungerThan(COMPARABLE, now));
            if (before.isEmpty()) {
                before = Optional.of(look());
                pause.run();
            }
            last = Optional.of(look());
        }
        List<ProcessUsage> usages = new ArrayList<>();
        for (ProcessView process : processes) {
            TreeUsage used = last.orElseThrow().trees().get(process.pid());
            if (process.pid() != 0 && used != null) {
                usages.add(new ProcessUsage(
                        process.name().toString(),
                        percent(process.pid(), used),
                        used.residentBytes(),
                        used.processes(),
                        used.threads()));
            }
        }
        return usages;
    }

    private Look look() {
        return new Look(
                nanos.getAsLong(),
                kernel.apply(all.get().stream()
                        .map(ProcessView::pid)
                        .filter(pid -> pid != 0)
                        .toList()));
    }

    /** A process that has left the tree takes its time with it: then it seems to have used none. */
    private double percent(int pid, TreeUsage used) {
        Look earlier = before.orElseThrow();
        Duration usedBefore = Optional.ofNullable(earlier.trees().get(pid))
                .map(TreeUsage::cpu)
                .orElse(Duration.ZERO);
        double passed = last.orElseThrow().atNanos() - earlier.atNanos();
        return Math.max(0, used.cpu().minus(usedBefore).toNanos() * PERCENT / Math.max(1, passed));
    }
}

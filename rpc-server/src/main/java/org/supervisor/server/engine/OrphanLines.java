package org.supervisor.server.engine;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.supervisor.server.process.ExitStatus;

/**
 * Lines of the main log about children that were reaped and that this daemon has not launched. A program that loses one after the
 * other must not fill it: of each program some are named in a minute, and the others counted. Loop's thread.
 */
final class OrphanLines implements OrphanReaper.Orphans {
    static final int NAMED = 10;
    static final Duration PERIOD = Duration.ofMinutes(1);

    private final Map<String, Integer> counts = new HashMap<>(0); // in this period, by program
    private final LoopTimer timer;
    private final Consumer<String> log;
    private IntFunction<String> programs = _ -> "";

    OrphanLines(LoopTimer timer, Consumer<String> log) {
        this.timer = timer;
        this.log = log;
    }

    /** What knows of which program a child is that has ended and was not reaped; an empty text: of none that is known. */
    void knownBy(IntFunction<String> known) {
        programs = known;
    }

    @Override
    public String program(int pid) {
        return programs.apply(pid);
    }

    @Override
    public void reaped(int pid, String program, ExitStatus status) {
        if (counts.isEmpty()) {
            timer.after(PERIOD, this::endPeriod);
        }
        if (counts.merge(program, 1, Integer::sum) <= NAMED) {
            log.accept("reaped unknown pid " + pid + " (" + status + ")"
                    + (program.isEmpty() ? "" : ", which '" + program + "' has left behind"));
        }
    }

    private void endPeriod() {
        counts.forEach((program, count) -> {
            if (count > NAMED) {
                log.accept("reaped " + (count - NAMED) + " more unknown pids"
                        + (program.isEmpty() ? "" : ", which '" + program + "' has left behind,")
                        + " within a minute");
            }
        });
        counts.clear();
    }
}

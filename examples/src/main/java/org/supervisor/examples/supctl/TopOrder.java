package org.supervisor.examples.supctl;

import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;

/** What the rows of {@code top} are ordered by; rows that are equal in that, by name. */
enum TopOrder {
    NAME(Comparator.comparing(TopProcess::name)),
    /** What needs somebody first. */
    STATE(Comparator.comparing(row -> fromWorst(row.state()))),
    CPU(Comparator.comparing((TopProcess row) ->
                    row.usage().map(ProcessUsage::cpuPercent).orElse(-1.0))
            .reversed()),
    MEMORY(Comparator.comparing((TopProcess row) ->
                    row.usage().map(ProcessUsage::residentBytes).orElse(-1L))
            .reversed()),
    /** The youngest first: it may be restarting again and again. */
    UPTIME(Comparator.comparing(row -> row.uptime().map(Duration::toSeconds).orElse(Long.MAX_VALUE)));

    private final Comparator<TopProcess> comparator;

    TopOrder(Comparator<TopProcess> comparator) {
        this.comparator = comparator;
    }

    Comparator<TopProcess> comparator() {
        return comparator.thenComparing(TopProcess::name);
    }

    /** The next one; without measurements those that need them are left out. */
    TopOrder next(boolean isMeasured) {
        TopOrder next = values()[(ordinal() + 1) % values().length];
        return isMeasured || next != CPU && next != MEMORY ? next : next.next(false);
    }

    private static int fromWorst(ProcessState state) {
        return switch (state) {
            case FATAL -> 0;
            case UNKNOWN -> 1;
            case BACKOFF -> 2;
            case STOPPING -> 3;
            case STARTING -> 4;
            case EXITED -> 5;
            case STOPPED -> 6;
            case RUNNING -> 7;
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

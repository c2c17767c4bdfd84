package org.supervisor.examples.supctl;

import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import org.supervisor.api.ProcessState;

/** What the rows of {@code top} are ordered by; rows that are equal in that, by name. */
enum TopOrder {
    NAME,
    /** What needs somebody first. */
    STATE,
    /** The most first. */
    CPU,
    /** The most first. */
    MEMORY,
    /** The youngest first: it may be restarting again and again. */
    UPTIME;

    Comparator<TopProcess> comparator() {
        Comparator<TopProcess> byName = Comparator.comparing(TopProcess::name);
        return switch (this) {
            case NAME -> byName;
            case STATE ->
                Comparator.comparingInt((TopProcess row) -> fromWorst(row.state()))
                        .thenComparing(byName);
            case CPU ->
                Comparator.comparingDouble((TopProcess row) ->
                                row.usage().map(usage -> -usage.cpuPercent()).orElse(1.0))
                        .thenComparing(byName);
            case MEMORY ->
                Comparator.comparingLong((TopProcess row) ->
                                row.usage().map(usage -> -usage.residentBytes()).orElse(1L))
                        .thenComparing(byName);
            case UPTIME ->
                Comparator.comparingLong((TopProcess row) ->
                                row.uptime().map(Duration::toSeconds).orElse(Long.MAX_VALUE))
                        .thenComparing(byName);
        };
    }

    /** The next one; without measurements those that need them are left out. */
    TopOrder next(boolean isMeasured) {
        return switch (this) {
            case NAME -> STATE;
            case STATE -> isMeasured ? CPU : UPTIME;
            case CPU -> MEMORY;
            case MEMORY -> UPTIME;
            case UPTIME -> NAME;
        };
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

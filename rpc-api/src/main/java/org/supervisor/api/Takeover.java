package org.supervisor.api;

import java.time.Duration;
import java.time.Instant;

/**
 * What a supervisor found at its start of the supervisor before it, as {@code daemon.takeover} reports it.
 *
 * @param when when it was found; wall-clock time
 * @param lastNote when the supervisor before has written down something for the last time; it was gone at some moment
 *     between the two
 * @param adopted how many processes were found running, and run on
 * @param ended how many had ended meanwhile
 * @param stopped how many were found running and not wanted any more, and were stopped
 */
public record Takeover(Instant when, Instant lastNote, int adopted, int ended, int stopped) {
    private static final long MILLIS_PER_TENTH = 100;

    /** In words, for people. */
    public String description() {
        return "took over from an earlier supervisor: " + adopted + " adopted, " + ended + " ended meanwhile, "
                + stopped + " to be stopped; its last note was " + tenths(Duration.between(lastNote, when))
                + " s before";
    }

    private static String tenths(Duration gap) {
        long tenths = Math.max(0, gap.toMillis() / MILLIS_PER_TENTH);
        return tenths / 10 + "." + tenths % 10;
    }
}

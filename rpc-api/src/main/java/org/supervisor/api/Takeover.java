package org.supervisor.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a supervisor found at its start of the supervisor before it, as {@code daemon.takeover} reports it.
 *
 * @param when when it was found; wall-clock time
 * @param lastNote when the supervisor before has written down something for the last time; it was gone at some moment
 *     between the two
 * @param adopted how many processes were found running, and run on
 * @param ended how many had ended meanwhile
 * @param stopped how many were found running and not wanted any more, and were stopped
 * @param upgradeFailure why the supervisor took over from itself: it was to become another build, and could not
 */
public record Takeover(
        Instant when, Instant lastNote, int adopted, int ended, int stopped, Optional<String> upgradeFailure) {
    /** Not after an upgrade that has failed. */
    public Takeover(Instant when, Instant lastNote, int adopted, int ended, int stopped) {
        this(when, lastNote, adopted, ended, stopped, Optional.empty());
    }

    /** The same with a reason why an upgrade has failed. */
    public Takeover withUpgradeFailure(Optional<String> why) {
        return new Takeover(when, lastNote, adopted, ended, stopped, why);
    }

    /** In words, for people. */
    public String description() {
        return "took over from an earlier supervisor: " + adopted + " adopted, " + ended + " ended meanwhile, "
                + stopped + " to be stopped; its last note was "
                + Math.max(0, Duration.between(lastNote, when).toSeconds()) + " s before";
    }
}

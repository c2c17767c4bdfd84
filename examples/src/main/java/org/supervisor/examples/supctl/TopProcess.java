package org.supervisor.examples.supctl;

import java.time.Duration;
import java.util.Optional;
import org.supervisor.api.ProcessState;
import org.supervisor.api.ProcessUsage;

/**
 * A row of {@code top}.
 *
 * @param word the state for people
 * @param pid 0: none
 * @param remark for people; may be empty
 */
record TopProcess(
        String name,
        ProcessState state,
        String word,
        int pid,
        Optional<Duration> uptime,
        Optional<ProcessUsage> usage,
        String remark) {

    /** The same process after an event. What it used and how it was is not true any more. */
    TopProcess in(ProcessState next, int nextPid) {
        return new TopProcess(name, next, next.name(), nextPid, Optional.empty(), Optional.empty(), "");
    }
}

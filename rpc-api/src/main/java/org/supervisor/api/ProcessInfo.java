package org.supervisor.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the supervisor reports about one process. Times have a resolution of one second and are by the supervisor's
 * clock.
 *
 * @param group the group of the process
 * @param name the process within its group
 * @param state its state
 * @param pid its process id; 0 if there is no process
 * @param started when it was last launched
 * @param stopped when it last ended
 * @param now the supervisor's clock when it answered
 * @param exitStatus the last exit status; 0 if it never ended, -1 if a signal ended it
 * @param spawnError why it could not be started or ended badly; otherwise empty
 * @param stdoutLog the file its standard output goes to, a path on the supervisor's machine
 * @param stderrLog the file its standard error goes to
 * @param description a sentence for people, such as {@code pid 11134, uptime 0:00:57}
 */
public record ProcessInfo(
        String group,
        String name,
        ProcessState state,
        int pid,
        Optional<Instant> started,
        Optional<Instant> stopped,
        Instant now,
        int exitStatus,
        String spawnError,
        Optional<String> stdoutLog,
        Optional<String> stderrLog,
        String description) {

    /** The address of the process: {@code group:name}, or {@code name} if both are equal. */
    public String namespec() {
        return namespec(group, name);
    }

    /** How long it has been up; empty if it is not running. */
    public Optional<Duration> uptime() {
        return state == ProcessState.RUNNING ? started.map(start -> Duration.between(start, now)) : Optional.empty();
    }

    static String namespec(String group, String name) {
        return group.equals(name) ? name : group + ":" + name;
    }
}

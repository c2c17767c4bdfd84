package org.supervisor.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One process as the configuration that was last read describes it, whether or not it is active.
 *
 * @param group its group
 * @param name the process within its group
 * @param inUse whether its group is active
 * @param command the command line
 * @param directory the working directory, if one is configured
 * @param uid the user it runs as, if one is configured
 * @param autostart whether it is started together with the supervisor
 * @param autorestart {@code true}, {@code false} or {@code unexpected}; supervisord 4.2 and 4.3 do not report it
 * @param groupPriority the priority of its group; lower starts earlier
 * @param processPriority its priority within the group
 * @param startSeconds how long it must stay up to count as running
 * @param startRetries how often a start is tried again
 * @param exitCodes the exit codes that are expected
 * @param stopSignal the signal that stops it
 * @param stopWait how long that may take before it is killed
 * @param killAsGroup whether the whole process group is killed
 * @param redirectStderr whether standard error goes where standard output goes
 * @param stdout what happens to standard output
 * @param stderr what happens to standard error
 * @param serverUrl the supervisor's address as passed to the process, if one is configured
 */
public record ConfigInfo(
        String group,
        String name,
        boolean inUse,
        String command,
        Optional<String> directory,
        OptionalInt uid,
        boolean autostart,
        Optional<String> autorestart,
        int groupPriority,
        int processPriority,
        Duration startSeconds,
        int startRetries,
        List<Integer> exitCodes,
        Signal stopSignal,
        Duration stopWait,
        boolean killAsGroup,
        boolean redirectStderr,
        Output stdout,
        Output stderr,
        Optional<String> serverUrl) {

    /** Keeps a copy of the list. */
    public ConfigInfo {
        exitCodes = List.copyOf(exitCodes);
    }

    /** The address of the process: {@code group:name}, or {@code name} if both are equal. */
    public String namespec() {
        return ProcessInfo.namespec(group, name);
    }

    /**
     * What happens to one output stream of a process.
     *
     * @param logFile a path, {@code auto} if the supervisor chooses one, or empty if nothing is kept
     * @param maxBytes the size at which the file is rotated; 0: never
     * @param backups how many rotated files are kept
     * @param captureBytes the size of the capture buffer; 0: no capture mode
     * @param eventsEnabled whether output is published as events
     * @param syslog whether output goes to syslog too
     */
    public record Output(
            Optional<String> logFile,
            int maxBytes,
            int backups,
            int captureBytes,
            boolean eventsEnabled,
            boolean syslog) {}
}

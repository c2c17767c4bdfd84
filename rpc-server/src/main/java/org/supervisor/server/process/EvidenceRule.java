package org.supervisor.server.process;

import java.nio.file.Path;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * What is written down about a process before it is killed because it has ignored its stop, or restarted because a check has
 * failed.
 *
 * @param folder where; absolute
 * @param timeout how long that may take at most
 * @param kept how many are kept of each process, at least 1
 * @param withDebugger whether a debugger stops it to print its native stacks, where one is installed
 */
@API(status = API.Status.EXPERIMENTAL)
public record EvidenceRule(Path folder, Duration timeout, int kept, boolean withDebugger) implements AspectSpec {
    /** The usual time. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** The usual number. */
    public static final int KEPT = 5;

    public EvidenceRule {
        if (!folder.isAbsolute()) {
            throw new IllegalArgumentException("folder is " + folder + ", expected an absolute path");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", expected more than 0");
        }
        if (kept < 1) {
            throw new IllegalArgumentException("kept is " + kept + ", expected at least 1");
        }
    }

    /** With the usual time and number, and without a debugger. */
    public EvidenceRule(Path folder) {
        this(folder, TIMEOUT, KEPT, false);
    }
}

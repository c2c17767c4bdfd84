package org.supervisor.server.process;

import java.nio.file.Path;
import java.time.Duration;
import org.apiguardian.api.API;

/**
 * A program whose first process forks another one away and ends: that one is supervised. Its launch is over when it is found.
 *
 * @param pidFile where the program writes the pid of that process; absolute
 * @param timeout how long the first process may take to end
 */
@API(status = API.Status.EXPERIMENTAL)
public record ForksAway(Path pidFile, Duration timeout) implements AspectSpec {
    /** The default. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The shortest time that the file is waited for when the first process has ended. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** With the usual time. */
    public ForksAway(Path pidFile) {
        this(pidFile, TIMEOUT);
    }

    public ForksAway {
        if (!pidFile.isAbsolute()) {
            throw new IllegalArgumentException("pidFile is " + pidFile + ", expected an absolute path");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", expected more than 0");
        }
    }

    /** How long the file may take to name the process when the first one has ended. */
    public static Duration afterwards(ProcessSpec spec) {
        Duration staysUp = spec.start().staysUp();
        return staysUp.compareTo(LEAST) < 0 ? LEAST : staysUp;
    }
}

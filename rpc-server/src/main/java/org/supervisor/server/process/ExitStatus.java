package org.supervisor.server.process;

import org.apiguardian.api.API;
import org.supervisor.api.Signal;

/** How a process ended. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ExitStatus {
    /** Ended by itself with a code of 0 to 255. */
    record Code(int code) implements ExitStatus {
        @Override
        public String toString() {
            return "exit status " + code;
        }
    }

    /** Ended by a signal. */
    record Killed(Signal by, boolean dumpedCore) implements ExitStatus {
        @Override
        public String toString() {
            return "terminated by " + by + (dumpedCore ? " (core dumped)" : "");
        }
    }

    /** Gone, and its status is unknown: it was not our child. */
    record Lost() implements ExitStatus {
        @Override
        public String toString() {
            return "exit status unknown";
        }
    }

    /** The number that clients are shown: the exit code, or -1. */
    default int wireCode() {
        return switch (this) {
            case Code(int code) -> code;
            case Killed _, Lost _ -> -1;
        };
    }
}

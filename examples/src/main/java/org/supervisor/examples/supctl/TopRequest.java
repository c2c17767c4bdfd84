package org.supervisor.examples.supctl;

import java.util.Locale;
import org.supervisor.api.LogStream;

/** What a key requests of the supervisor. */
sealed interface TopRequest {
    /** Something is done to a process. */
    record Act(Verb verb, String name) implements TopRequest {}

    /** A log is followed, in place of what was followed before. */
    record Follow(String name, LogStream stream) implements TopRequest {}

    /** What explain says of a process is wanted. */
    record Explain(String name) implements TopRequest {}

    /** Nothing is followed any more. */
    record Close() implements TopRequest {}

    /** What is done to a process. */
    enum Verb {
        START("started"),
        STOP("stopped"),
        RESTART("restarted");

        private final String done;

        Verb(String done) {
            this.done = done;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        String done() {
            return done;
        }
    }
}

package org.supervisor.server.process;

import java.util.List;
import org.apiguardian.api.API;

/**
 * What has to be so before a process is launched.
 *
 * @param on all of it
 * @param onFailure what happens to the process when one of those that it needs ends by itself later
 */
@API(status = API.Status.EXPERIMENTAL)
public record DependsOn(List<Dependency> on, OnFailure onFailure) implements AspectSpec {
    public DependsOn {
        on = List.copyOf(on);
    }

    /**
     * One of them.
     *
     * @param target a process ({@code group:process}, or its name alone), a group or a program: then all of its processes
     */
    public record Dependency(String target, Condition condition) {
        @Override
        public String toString() {
            return target + ":" + condition.word();
        }
    }

    /** What is required of a target. */
    public enum Condition {
        /** It was launched and is alive. */
        STARTED,
        /** It is running; if it has a rule for readiness, it is ready. */
        READY,
        /** It has ended by itself, as expected. */
        COMPLETED;

        /** As in a configuration file. */
        public String word() {
            return switch (this) {
                case STARTED -> "started";
                case READY -> "ready";
                case COMPLETED -> "completed";
            };
        }
    }

    /** What happens to a process that runs when one that it needs ends by itself. */
    public enum OnFailure {
        /** Nothing. */
        IGNORE,
        /** It is stopped, and launched again when all that it needs is there. */
        RESTART,
        /** It is stopped. */
        STOP
    }
}

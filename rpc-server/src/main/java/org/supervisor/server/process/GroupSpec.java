package org.supervisor.server.process;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Processes that are addressed, started and stopped together.
 *
 * @param name the group's name
 * @param priority the lower, the earlier the group is started and the later it is stopped
 * @param programs its members, in the order in which autostart takes them
 * @param kind what else they share
 */
public record GroupSpec(String name, int priority, List<ProcessSpec> programs, Kind kind) {
    /**
     * Lowest priority first, then by name. Not made by {@link Comparator#comparing}: what that makes is made at run time, which
     * costs the start of the daemon some ten milliseconds.
     */
    public static final Comparator<GroupSpec> BY_PRIORITY =
            (a, b) -> a.priority != b.priority ? Integer.compare(a.priority, b.priority) : a.name.compareTo(b.name);

    public GroupSpec {
        programs = List.copyOf(programs);
    }

    /** A group of one. */
    public static GroupSpec of(ProcessSpec program) {
        return new GroupSpec(program.name().group(), program.priority(), List.of(program), new Kind.Plain());
    }

    /** What the members of a group share beyond a name. */
    public sealed interface Kind {
        /** Nothing. */
        record Plain() implements Kind {}

        /**
         * They are a pool of event listeners.
         *
         * @param events the names of the event types subscribed to, upper case, in the order of the file
         * @param bufferSize how many events wait for a listener, at least 1
         * @param resultHandler as written
         * @param answerTimeout a listener that is silent for longer, or has broken the protocol for so long, is killed, and
         *     restarted if its program says so; zero: that is only reported
         */
        record Listener(List<String> events, int bufferSize, String resultHandler, Duration answerTimeout)
                implements Kind {
            public Listener {
                events = List.copyOf(events);
            }
        }

        /** They inherit one listening socket. */
        record FastCgi(SocketSpec socket) implements Kind {}
    }
}

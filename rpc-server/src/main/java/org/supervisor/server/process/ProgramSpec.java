package org.supervisor.server.process;

import java.time.Duration;
import java.util.List;
import org.apiguardian.api.API;

/**
 * A program of the configuration: one section of a file, and the processes that it yields. Immutable.
 *
 * @param name the name in the section's header, without the group
 * @param kind what its processes share
 * @param count how many processes it is to have ({@code numprocs})
 * @param first the number of the first of them ({@code numprocs_start})
 * @param processes its processes, in autostart order
 */
@API(status = API.Status.EXPERIMENTAL)
public record ProgramSpec(String name, Kind kind, int count, int first, List<ProcessSpec> processes) {
    public ProgramSpec {
        processes = List.copyOf(processes);
    }

    /** A program with this one process. */
    public static ProgramSpec of(ProcessSpec process) {
        return new ProgramSpec(process.program(), new Kind.Plain(), 1, process.number(), List.of(process));
    }

    /** What the processes of a program share beyond its name. */
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

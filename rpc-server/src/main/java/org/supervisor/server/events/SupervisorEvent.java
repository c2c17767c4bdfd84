package org.supervisor.server.events;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apiguardian.api.API;
import org.supervisor.api.EventType;
import org.supervisor.api.LogStream;
import org.supervisor.api.ProcessState;
import org.supervisor.server.process.ProcessName;

/**
 * Something that happened, with the name and payload that listeners get. Immutable; byte arrays must not be changed by
 * sender or receiver.
 *
 * @see <a href="http://supervisord.org/events.html#event-types">supervisord: event types and their payloads</a>
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface SupervisorEvent {
    /** What it is; never one of the abstract types. */
    EventType type();

    /** The text behind the header. */
    String payload();

    /** About how many bytes it keeps in memory. */
    default int weight() {
        return 256;
    }

    /** The name in the header. */
    default String eventName() {
        return type().name();
    }

    /** A process passed from one state to another. */
    sealed interface StateChange extends SupervisorEvent {
        /** The process. */
        ProcessName process();

        /** The state it left. */
        ProcessState from();

        /** What the payload has besides process and state, with a blank before it; may be empty. */
        String details();

        @Override
        default String payload() {
            return head(process()) + " from_state:" + from() + details();
        }
    }

    /** It is launched; {@code tries} attempts have failed since it was asked to start. */
    record Starting(ProcessName process, ProcessState from, int tries) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_STARTING;
        }

        @Override
        public String details() {
            return " tries:" + tries;
        }
    }

    /** It has been up for as long as it had to. */
    record Running(ProcessName process, ProcessState from, int pid) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_RUNNING;
        }

        @Override
        public String details() {
            return " pid:" + pid;
        }
    }

    /** It could not be launched or ended too soon; {@code tries} attempts have failed now. */
    record BackedOff(ProcessName process, ProcessState from, int tries) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_BACKOFF;
        }

        @Override
        public String details() {
            return " tries:" + tries;
        }
    }

    /** It was asked to stop. */
    record Stopping(ProcessName process, ProcessState from, int pid) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_STOPPING;
        }

        @Override
        public String details() {
            return " pid:" + pid;
        }
    }

    /** It ended by itself; {@code isExpected}: its exit code is one of those configured. */
    record Exited(ProcessName process, ProcessState from, boolean isExpected, int pid) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_EXITED;
        }

        @Override
        public String details() {
            return " expected:" + (isExpected ? 1 : 0) + " pid:" + pid;
        }
    }

    /** It has stopped as asked; {@code pid} is the one it had. */
    record Stopped(ProcessName process, ProcessState from, int pid) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_STOPPED;
        }

        @Override
        public String details() {
            return " pid:" + pid;
        }
    }

    /** No further attempt will be made to start it. */
    record GaveUp(ProcessName process, ProcessState from) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_FATAL;
        }

        @Override
        public String details() {
            return "";
        }
    }

    /** The supervisor has lost track of it. */
    record Lost(ProcessName process, ProcessState from) implements StateChange {
        @Override
        public EventType type() {
            return EventType.PROCESS_STATE_UNKNOWN;
        }

        @Override
        public String details() {
            return "";
        }
    }

    /** It wrote something. */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    record Logged(ProcessName process, int pid, LogStream channel, byte[] data) implements SupervisorEvent {
        @Override
        public EventType type() {
            return switch (channel) {
                case STDOUT -> EventType.PROCESS_LOG_STDOUT;
                case STDERR -> EventType.PROCESS_LOG_STDERR;
            };
        }

        @Override
        public String payload() {
            return head(process) + " pid:" + pid + " channel:" + channel.word() + "\n" + text(data);
        }

        @Override
        public int weight() {
            return 256 + data.length;
        }
    }

    /** It wrote something between the capture tokens. */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    record Communicated(ProcessName process, int pid, LogStream channel, byte[] data) implements SupervisorEvent {
        @Override
        public EventType type() {
            return switch (channel) {
                case STDOUT -> EventType.PROCESS_COMMUNICATION_STDOUT;
                case STDERR -> EventType.PROCESS_COMMUNICATION_STDERR;
            };
        }

        @Override
        public String payload() {
            return head(process) + " pid:" + pid + "\n" + text(data);
        }

        @Override
        public int weight() {
            return 256 + data.length;
        }
    }

    /** A client sent this through {@code sendRemoteCommEvent}. */
    record RemoteCommunication(String kind, String data) implements SupervisorEvent {
        @Override
        public EventType type() {
            return EventType.REMOTE_COMMUNICATION;
        }

        @Override
        public String payload() {
            return "type:" + kind + "\n" + data;
        }

        @Override
        public int weight() {
            return 256 + 2 * data.length();
        }
    }

    /** The supervisor is up. */
    record SupervisorRunning() implements SupervisorEvent {
        @Override
        public EventType type() {
            return EventType.SUPERVISOR_STATE_CHANGE_RUNNING;
        }

        @Override
        public String payload() {
            return "";
        }
    }

    /** The supervisor begins to stop everything. */
    record SupervisorStopping() implements SupervisorEvent {
        @Override
        public EventType type() {
            return EventType.SUPERVISOR_STATE_CHANGE_STOPPING;
        }

        @Override
        public String payload() {
            return "";
        }
    }

    /** The wall clock has passed a multiple of the period; {@code epochSecond} is that multiple. */
    record Tick(Ticks.Period period, long epochSecond) implements SupervisorEvent {
        @Override
        public EventType type() {
            return period.type();
        }

        @Override
        public String payload() {
            return "when:" + epochSecond;
        }
    }

    /** A group became active. */
    record GroupAdded(String group) implements SupervisorEvent {
        @Override
        public EventType type() {
            return EventType.PROCESS_GROUP_ADDED;
        }

        @Override
        public String payload() {
            return "groupname:" + group + "\n";
        }
    }

    /** A group is no longer active. */
    record GroupRemoved(String group) implements SupervisorEvent {
        @Override
        public EventType type() {
            return EventType.PROCESS_GROUP_REMOVED;
        }

        @Override
        public String payload() {
            return "groupname:" + group + "\n";
        }
    }

    /** An event that an earlier build of this daemon has published, and that waits to be offered to listeners. */
    record Earlier(EventType type, String payload) implements SupervisorEvent {}

    private static String head(ProcessName process) {
        return "processname:" + process.process() + " groupname:" + process.group();
    }

    /** UTF-8, or what supervisord writes when it is not: the bytes as Python shows them. */
    private static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException _) {
            return "Undecodable: " + PythonBytes.literal(data);
        }
    }
}

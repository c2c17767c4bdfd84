package org.supervisor.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Something that happened. Which fields it has depends on the type; missing ones are empty.
 *
 * @param id its position among all events
 * @param time by the supervisor's clock, milliseconds
 * @param type what it is; {@link EventType#EVENT} if it is of a type that this version does not know
 * @param fields all fields by their names on the wire; numbers and booleans as text
 * @param json the same as received, in one line
 */
public record Event(String id, Instant time, EventType type, Map<String, String> fields, String json)
        implements EventItem {
    private static final String STATE_PREFIX = EventType.PROCESS_STATE + "_";

    /** Keeps a copy of the fields. */
    public Event {
        fields = Map.copyOf(fields);
    }

    /** The number of this event in this run of the supervisor, counting all events from 1; 0 if unknown. */
    public long sequence() {
        return Long.parseLong(fields.getOrDefault("sequence", "0"));
    }

    /** The process it is about, {@code group:name}, or {@code name} if both are equal. */
    public Optional<String> namespec() {
        return field("name");
    }

    /** The group it is about. */
    public Optional<String> group() {
        return field("group");
    }

    /** The process id. */
    public OptionalInt pid() {
        return number("pid");
    }

    /** The state a process has left. */
    public Optional<ProcessState> from() {
        return field("from_state").map(ProcessState::valueOf);
    }

    /** The state a process is in now. */
    public Optional<ProcessState> to() {
        return type.isA(EventType.PROCESS_STATE) && type != EventType.PROCESS_STATE
                ? Optional.of(ProcessState.valueOf(type.name().substring(STATE_PREFIX.length())))
                : Optional.empty();
    }

    /** Whether a process has ended with an exit status that its program does not expect. */
    public boolean isUnexpectedExit() {
        return type == EventType.PROCESS_STATE_EXITED && "false".equals(fields.get("expected"));
    }

    /** How many attempts to start a process have failed. */
    public OptionalInt tries() {
        return number("tries");
    }

    /** What a process wrote or a client sent, as text. */
    public Optional<String> data() {
        return field("data");
    }

    /** What event listeners read: the same in supervisord's own format. */
    public String payload() {
        return fields.getOrDefault("payload", "");
    }

    /** A field by its name on the wire. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    private OptionalInt number(String name) {
        return fields.containsKey(name) ? OptionalInt.of(Integer.parseInt(fields.get(name))) : OptionalInt.empty();
    }
}

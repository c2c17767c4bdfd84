package org.supervisor.api;

/** What a stream of events brings: an {@link Event}, or word of a {@link Gap} between the events around it. */
public sealed interface EventItem permits Event, Gap {
    /** Its place in the stream; whoever comes back with it hears what came after. */
    String id();

    /** All that the supervisor said, a JSON object in one line. */
    String json();
}

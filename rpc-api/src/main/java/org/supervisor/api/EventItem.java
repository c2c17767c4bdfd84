package org.supervisor.api;

/** An item of a stream of events: an {@link Event}, or a {@link Gap} between the events around it. */
public sealed interface EventItem permits Event, Gap {
    /** Its position in the stream; a client that reconnects with it gets what came after. */
    String id();

    /** The item as the supervisor sent it, a JSON object in one line. */
    String json();
}

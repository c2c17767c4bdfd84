/**
 * What happened, as records, and its receivers. Enters: {@link org.supervisor.server.events.SupervisorEvent}s from the
 * engine, and what listeners write to their stdout. Leaves: what to write to a listener's stdin
 * ({@link org.supervisor.server.events.ListenerPool.Effects}), and the latest events for subscribers
 * ({@link org.supervisor.server.events.EventFeed}). Does no input or output itself. Confined to the event loop's
 * thread, but for {@code EventFeed} and what it returns. Start at {@link org.supervisor.server.events.EventBus}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.events;

import org.apiguardian.api.API;

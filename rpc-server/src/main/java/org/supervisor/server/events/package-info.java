/**
 * What happened, as records, and who listens. Enters: {@link org.supervisor.server.events.SupervisorEvent}s from the
 * engine, and what listeners say on their stdout. Leaves: what to write to a listener's stdin
 * ({@link org.supervisor.server.events.ListenerPool.Effects}), and the latest events for onlookers
 * ({@link org.supervisor.server.events.EventFeed}). Does no input or output itself. Confined to the event loop's
 * thread, but for {@code EventFeed} and what it gives. Start at {@link org.supervisor.server.events.EventBus}.
 */
@API(status = API.Status.INTERNAL)
package org.supervisor.server.events;

import org.apiguardian.api.API;

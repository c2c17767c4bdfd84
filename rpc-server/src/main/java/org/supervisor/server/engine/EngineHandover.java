package org.supervisor.server.engine;

import java.util.Optional;
import org.supervisor.server.os.Handover;
import org.supervisor.server.process.State;

/** What an engine hands over to that of another build in the same process: children and what they need. */
final class EngineHandover {
    private final ProcessEntries entries;
    private final FastCgiSockets sockets;
    private final EventListeners listeners;
    private final Notifications notifications;
    private final Optional<Adoption> adoption;

    EngineHandover(
            ProcessEntries entries,
            FastCgiSockets sockets,
            EventListeners listeners,
            Notifications notifications,
            Optional<Adoption> adoption) {
        this.entries = entries;
        this.sockets = sockets;
        this.listeners = listeners;
        this.notifications = notifications;
        this.adoption = adoption;
    }

    /** Goes on with what was handed over; what is not claimed stays in it. */
    void inherit(Handover handover) {
        sockets.inherit(handover);
        listeners.inherit(handover);
        notifications.inherit(handover);
        adoption.ifPresent(adopting -> adopting.inherit(handover));
    }

    void handOver(Handover handover) {
        sockets.handOver(handover);
        listeners.handOver(handover);
        notifications.handOver(handover);
        HandedChildren children = new HandedChildren(handover);
        entries.all().forEach(entry -> {
            if (entry.process().state() instanceof State.Alive alive
                    && alive.child() instanceof LiveChild child
                    && !child.hasEnded()) {
                children.add(child, entry.io());
            }
        });
    }
}

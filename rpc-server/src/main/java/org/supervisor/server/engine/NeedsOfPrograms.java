package org.supervisor.server.engine;

import java.util.Optional;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessRegistry;

/** What programs need besides their pipes, so that this daemon can go on with them. Loop's thread. */
record NeedsOfPrograms(ProcessRegistry registry, FastCgiSockets sockets, EventListeners listeners)
        implements Adoption.BoundPrograms {
    @Override
    public boolean hasAllFor(ManagedProcess process) {
        boolean hasConversation = !StateNotes.isBound(registry, process) || listeners.hasConversation(process);
        return hasConversation && sockets.hasAllFor(process.name().group());
    }

    @Override
    public Optional<OutputListener> listener(ManagedProcess process) {
        return listeners.listener(process);
    }
}

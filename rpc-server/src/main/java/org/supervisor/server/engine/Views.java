package org.supervisor.server.engine;

import org.supervisor.server.process.Transition;

/** Publishes the view of a process, for readers on any thread. Loop's thread. */
final class Views implements Aspect {
    private final Slots slots;

    Views(Slots slots) {
        this.slots = slots;
    }

    @Override
    public void changed(Transition transition) {
        slots.of(transition.process()).publish();
    }
}

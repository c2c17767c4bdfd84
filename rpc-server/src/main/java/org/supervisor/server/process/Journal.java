package org.supervisor.server.process;

/** Told of every passage from one state to another; implemented outside this room. Loop's thread. */
public interface Journal {
    /**
     * A program has passed from one state to another.
     *
     * @param process already in its new state
     * @param cause why
     */
    void moved(ManagedProcess process, State from, Event cause, State to);

    /** A signal was sent to a program's process. */
    void signalled(ManagedProcess process, Child child, org.supervisor.api.Signal signal, Child.Delivery delivery);
}

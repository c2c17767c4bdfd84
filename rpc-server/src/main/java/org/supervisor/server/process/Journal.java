package org.supervisor.server.process;

/** Gets every transition; implemented outside this package. Loop's thread. */
public interface Journal {
    /**
     * A program has passed from one state to another. Called once for each transition, in order, when the decision that
     * caused it is complete: the process may already be some transitions ahead. May call {@link ManagedProcess#on};
     * what follows from that is reported after this call.
     */
    void changed(Transition transition);

    /** What is remembered of a program has changed, but not its state: whether it is wanted up, or launched again. */
    default void wanted(ManagedProcess process) {}

    /** Something around a program has thrown; the program goes on without it. */
    void failed(ManagedProcess process, Throwable failure);

    /** A signal was sent to a program's process. */
    void signalled(ManagedProcess process, Child child, org.supervisor.api.Signal signal, Child.Delivery delivery);
}

package org.supervisor.server.engine;

import java.io.IOException;
import org.apiguardian.api.API;
import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;
import org.supervisor.server.process.Gate;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.Transition;

/**
 * One capability that programs may have. All aspects are listed once, in order, in {@link Engine}. Called on the loop's
 * thread; never blocks, and never reaches into another aspect. Those of an extension come after ours. An aspect that
 * throws does not stop the others from being called.
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Aspect {
    /** A group has become active; its processes are stopped. */
    default void added(ProcessGroup group) {}

    /** A group is no longer active; nothing of its processes is left. */
    default void removed(ProcessGroup group) {}

    /**
     * Whether a process may be launched now: open, held with the reason that people see, or refused for good. Asked before
     * each launch. An aspect that holds a process gives it {@link org.supervisor.server.process.Event.Released} when that
     * is over; not from here, where the process still decides.
     */
    default Gate mayLaunch(ManagedProcess process) {
        return Gate.OPEN;
    }

    /**
     * Adds what a launch needs. What is acquired here is released on the {@link #changed} that ends the launch or the
     * life of the process; a failed launch is such a change, too.
     *
     * @throws IOException the process cannot be launched; the message says why
     */
    default void equip(ManagedProcess process, LaunchPlan plan) throws IOException {}

    /**
     * A decision has settled. Called once for each transition, in order: the process may already be some transitions
     * ahead. May call {@link ManagedProcess#on}; what follows from that is published after this call.
     */
    default void changed(Transition transition) {}

    /** What is remembered of a process has changed, but not its state: whether it is wanted up, or launched again. */
    default void wanted(ManagedProcess process) {}

    /** A decision has sent a signal. */
    default void signalled(ManagedProcess process, Child child, Signal signal, Child.Delivery delivery) {}

    /** A few words worth seeing beside the state of a process, for people; empty: nothing. Asked for all processes at once. */
    default String remark(ManagedProcess process) {
        return "";
    }

    /** Adds what a caller is shown about a process. */
    default void report(ManagedProcess process, Facts facts) {}
}

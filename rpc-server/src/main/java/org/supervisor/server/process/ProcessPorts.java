package org.supervisor.server.process;

import java.util.ArrayDeque;
import java.util.Queue;
import org.supervisor.api.Signal;

/**
 * The surroundings of one process: its launcher, its journal and the signals to its child. What fails there is reported
 * and must not keep the events of this process, or those of others, from being handled.
 */
final class ProcessPorts {
    private final Launcher launcher;
    private final Journal journal;
    private final Queue<Transition> unpublished = new ArrayDeque<>(2);
    private boolean isPublishing;
    private Goal goal; // as it was published last; null: it has only just been created
    private boolean isRestarting;

    ProcessPorts(Launcher launcher, Journal journal) {
        this.launcher = launcher;
        this.journal = journal;
    }

    /** Whether a process may be launched. If that cannot be found out, it may not. */
    Gate mayLaunch(ManagedProcess process) {
        try {
            return launcher.mayLaunch(process);
        } catch (Throwable failure) {
            report(process, failure);
            return new Gate.Refused(Refusal.of(failure).message());
        }
    }

    /** Sends a child a signal that is to end it: whether the kernel permits it. */
    boolean send(ManagedProcess process, Child child, Signal signal, boolean wholeGroup) {
        Child.Delivery delivery = Child.Delivery.DENIED;
        try {
            delivery = child.end(signal, wholeGroup);
            journal.signalled(process, child, signal, delivery);
        } catch (Throwable failure) {
            report(process, failure);
        }
        return delivery != Child.Delivery.DENIED;
    }

    /** Keeps a transition until its decision has settled. */
    void add(Transition transition) {
        unpublished.add(transition);
    }

    /**
     * A transition that is caused by the publication of another waits here until that one has been published to all.
     */
    void publish(ManagedProcess process) {
        if (isPublishing) {
            return;
        }
        isPublishing = true;
        try {
            for (Transition next = unpublished.poll(); next != null; next = unpublished.poll()) {
                remember(process);
                publish(next);
                if (next.to() instanceof State.Launching) {
                    launch(process);
                }
            }
            publishWish(process);
        } finally {
            isPublishing = false;
        }
    }

    private void remember(ManagedProcess process) {
        goal = process.goal();
        isRestarting = process.isRestarting();
    }

    /** A goal may change while the state stays: one that has failed is wanted no more, or one that is being stopped. */
    @SuppressWarnings("ReferenceEquality") // to compare records takes code made at run time
    private void publishWish(ManagedProcess process) {
        boolean isNews = goal != null && (goal != process.goal() || isRestarting != process.isRestarting());
        remember(process);
        if (isNews) {
            try {
                journal.wanted(process);
            } catch (Throwable failure) {
                report(process, failure);
            }
        }
    }

    private void publish(Transition transition) {
        try {
            journal.changed(transition);
        } catch (Throwable failure) {
            report(transition.process(), failure);
        }
    }

    /** A launcher that throws counts as a refusal. */
    private void launch(ManagedProcess process) {
        try {
            launcher.launch(process);
        } catch (Throwable failure) {
            report(process, failure);
            process.on(new Event.LaunchRefused(Refusal.of(failure)));
        }
    }

    private void report(ManagedProcess process, Throwable failure) {
        try {
            journal.failed(process, failure);
        } catch (Throwable unreported) {
            // the journal fails, and there is no other place to report it
        }
    }
}

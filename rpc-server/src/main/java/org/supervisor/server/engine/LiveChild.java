package org.supervisor.server.engine;

import java.util.Optional;
import org.supervisor.api.Signal;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.ForkedProcess;
import org.supervisor.server.os.SignalSent;
import org.supervisor.server.process.Child;

/**
 * A process that was launched and not yet reaped; until then its pid cannot be given to another.
 *
 * @param kernel which runs it
 * @param pid its process id, which is also its process group's: each that we have launched leads a group of its own
 * @param pidfd a descriptor of it, or -1 if descriptors are short
 * @param isAdopted whether an earlier daemon has launched it: then somebody else reaps it, at any time
 * @param identity what the next daemon will find it by; empty: it will not look for it
 * @param launchedAs the pid of the process that was launched
 * @param tree stops it with all that it has started; empty: it is stopped by itself, or with its group
 */
record LiveChild(
        Kernel kernel,
        int pid,
        int pidfd,
        boolean isAdopted,
        Optional<ChildIdentity> identity,
        int launchedAs,
        Optional<ChildTree> tree)
        implements Child {
    /** A child of ours. */
    LiveChild(Kernel kernel, int pid, int pidfd, Optional<ChildIdentity> identity) {
        this(kernel, pid, pidfd, false, identity, pid, Optional.empty());
    }

    /** The same child, which is stopped with all that it has started. */
    LiveChild in(Optional<ChildTree> whole) {
        return new LiveChild(kernel, pid, pidfd, isAdopted, identity, launchedAs, whole);
    }

    /** The process that this one has forked away: somebody else may reap it. */
    LiveChild forked(ForkedProcess.Finding.Found main) {
        return new LiveChild(
                kernel,
                main.pid(),
                main.pidfd(),
                true,
                identity.map(
                        ours -> new ChildIdentity(main.pid(), main.number(), ours.stdoutPipe(), ours.stderrPipe())),
                launchedAs,
                Optional.empty());
    }

    /** Whether it has been reaped, and only the end of others is waited for. */
    boolean hasEnded() {
        return tree.filter(ChildTree::hasEnded).isPresent();
    }

    @Override
    public Delivery end(Signal signal, boolean wholeGroup) {
        return tree.isPresent() ? tree.get().signal(this, signal) : signal(signal, wholeGroup);
    }

    /** Signals every process of its group, or itself alone if it leads none. */
    SignalSent signalGroup(Signal signal) {
        SignalSent sent = isAdopted ? kernel.signalGroup(pid, pidfd, signal) : kernel.signalGroup(pid, signal);
        return sent == SignalSent.GONE && isAdopted ? kernel.signal(pid, pidfd, signal) : sent;
    }

    @Override
    public Delivery signal(Signal signal, boolean wholeGroup) {
        if (hasEnded()) {
            return Delivery.GONE;
        }
        return switch (wholeGroup ? signalGroup(signal) : kernel.signal(pid, pidfd, signal)) {
            case SENT -> Delivery.SENT;
            case GONE -> Delivery.GONE;
            case DENIED -> Delivery.DENIED;
        };
    }
}

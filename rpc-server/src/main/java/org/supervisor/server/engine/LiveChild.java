package org.supervisor.server.engine;

import org.supervisor.api.Signal;
import org.supervisor.server.process.Child;

/**
 * A process that was launched and not yet reaped; until then its pid cannot be given to another.
 *
 * @param kernel which runs it
 * @param pid its process id, which is also its process group's, for each child leads a group of its own
 * @param pidfd a descriptor of it, or -1 if descriptors are short
 */
record LiveChild(Kernel kernel, int pid, int pidfd) implements Child {
    @Override
    public Delivery signal(Signal signal, boolean wholeGroup) {
        return switch (wholeGroup ? kernel.signalGroup(pid, signal) : kernel.signal(pid, pidfd, signal)) {
            case SENT -> Delivery.SENT;
            case GONE -> Delivery.GONE;
            case DENIED -> Delivery.DENIED;
        };
    }
}

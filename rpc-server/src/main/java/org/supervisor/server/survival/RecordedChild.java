package org.supervisor.server.survival;

import org.supervisor.api.Signal;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.process.Child;

/** A child that stands in a journal: it may have ended long ago, so it takes no signals. */
public record RecordedChild(ChildIdentity identity) implements Child {
    @Override
    public int pid() {
        return identity.pid();
    }

    @Override
    public Delivery signal(Signal signal, boolean wholeGroup) {
        return Delivery.GONE;
    }
}

package org.supervisor.server.engine;

import java.util.Optional;
import java.util.OptionalInt;
import org.supervisor.server.os.ChildIdentity;
import org.supervisor.server.os.Handover;
import org.supervisor.server.os.OsException;
import org.supervisor.server.os.SpawnResult.Spawned;

/** Children that another build of this daemon, in the same process, has handed over with all their descriptors. */
final class HandedChildren {
    private static final int NONE = -1;

    private final Handover handover;

    HandedChildren(Handover handover) {
        this.handover = handover;
    }

    /** Hands over a child. What cannot be handed over, for lack of descriptors, is looked for by the next build. */
    void add(LiveChild child, ChildIo io) {
        String name = name(child.pid());
        try {
            handover.add(name + "exit", descriptor(child.pidfd()));
            handover.add(name + "stdin", descriptor(io.input().descriptor()));
            for (OutputPipe output : io.outputs()) {
                handover.add(name + output.sink().stream().word(), descriptor(output.descriptor()));
            }
        } catch (OsException _) {
            return; // without a note nobody claims what there is of it
        }
        handover.note(name, io.input().waitingBytes());
    }

    /** A child that was handed over, with descriptors that are the caller's from now on. */
    @SuppressWarnings("ArrayRecordComponent") // read once and never compared
    record Handed(Spawned child, byte[] forStdin) {}

    /** The child that is known by this; empty: it was not handed over. */
    Optional<Handed> find(ChildIdentity identity) {
        String name = name(identity.pid());
        return handover.note(name).map(waiting -> new Handed(take(name, identity.pid()), waiting));
    }

    private Spawned take(String name, int pid) {
        return new Spawned(
                pid,
                handover.descriptor(name + "exit").orElse(NONE),
                handover.descriptor(name + "stdin").orElse(NONE),
                handover.descriptor(name + "stdout").orElse(NONE),
                handover.descriptor(name + "stderr").orElse(NONE));
    }

    private static String name(int pid) {
        return "child " + pid + " ";
    }

    private static OptionalInt descriptor(int fd) {
        return fd < 0 ? OptionalInt.empty() : OptionalInt.of(fd);
    }
}

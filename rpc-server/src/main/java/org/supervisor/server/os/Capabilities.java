package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.supervisor.server.os.Libc.Function;

/**
 * A right of root that a thread keeps when its process becomes another user.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public final class Capabilities {
    // linux/prctl.h
    private static final int PR_SET_KEEPCAPS = 8;

    // linux/capability.h
    private static final int VERSION_3 = 0x20080522;
    private static final int CAP_NET_BIND_SERVICE = 10;
    private static final int DATA_INTS = 6; // two halves of effective, permitted, inheritable

    private Capabilities() {}

    /**
     * Changes the user; this thread, and those that it starts later, may open ports below 1024 afterwards, and nothing else that root
     * may. Programs that are started do not inherit that. If the kernel refuses it, opening such a port will fail.
     */
    public static void keepingPorts(Runnable change) {
        Function prctl = Libc.function("prctl");
        prctl.asInt(PR_SET_KEEPCAPS, 1, 0, 0, 0);
        try {
            change.run();
            restrictToPorts();
        } finally {
            prctl.asInt(PR_SET_KEEPCAPS, 0, 0, 0, 0);
        }
    }

    private static void restrictToPorts() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocateFrom(JAVA_INT, VERSION_3, 0);
            MemorySegment data = arena.allocate(JAVA_INT, DATA_INTS);
            data.setAtIndex(JAVA_INT, 0, 1 << CAP_NET_BIND_SERVICE);
            data.setAtIndex(JAVA_INT, 1, 1 << CAP_NET_BIND_SERVICE);
            Libc.function("capset").asInt(header.address(), data.address());
        }
    }
}

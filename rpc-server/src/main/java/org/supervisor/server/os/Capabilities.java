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
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_IS_SET = 1;
    private static final int PR_CAP_AMBIENT_RAISE = 2;
    private static final int PR_CAP_AMBIENT_LOWER = 3;

    // linux/capability.h
    private static final int VERSION_3 = 0x20080522;
    private static final int CAP_NET_BIND_SERVICE = 10;
    private static final int DATA_INTS = 6; // two halves of effective, permitted, inheritable
    private static final int INHERITABLE = 2;

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

    /**
     * Lets whatever this thread becomes or starts have its right to ports below 1024, until {@link #keepPortsToOurselves}.
     *
     * @return whether it does; else there is no such right, or it is handed on anyway
     */
    public static boolean handOnPorts() {
        Function prctl = Libc.function("prctl");
        return !Daemon.isRoot()
                && prctl.asInt(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, CAP_NET_BIND_SERVICE, 0, 0) == 0
                && setInheritable(1 << CAP_NET_BIND_SERVICE)
                && prctl.asInt(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_BIND_SERVICE, 0, 0) == 0;
    }

    /** What this thread starts does not have that right any more, the thread itself has. */
    public static void keepPortsToOurselves() {
        Libc.function("prctl").asInt(PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, CAP_NET_BIND_SERVICE, 0, 0);
        setInheritable(0);
    }

    private static boolean setInheritable(int right) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocateFrom(JAVA_INT, VERSION_3, 0);
            MemorySegment data = arena.allocate(JAVA_INT, DATA_INTS);
            if (Libc.function("capget").asInt(header.address(), data.address()) < 0) {
                return false;
            }
            int others = data.getAtIndex(JAVA_INT, INHERITABLE) & ~(1 << CAP_NET_BIND_SERVICE);
            data.setAtIndex(JAVA_INT, INHERITABLE, others | right);
            return Libc.function("capset").asInt(header.address(), data.address()) >= 0;
        }
    }

    /** What the thread does not have it cannot keep, as in a container without this right: then it keeps nothing at all. */
    private static void restrictToPorts() {
        if (keep(1 << CAP_NET_BIND_SERVICE) < 0) {
            keep(0);
        }
    }

    private static int keep(int rights) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocateFrom(JAVA_INT, VERSION_3, 0);
            MemorySegment data = arena.allocate(JAVA_INT, DATA_INTS);
            data.setAtIndex(JAVA_INT, 0, rights);
            data.setAtIndex(JAVA_INT, 1, rights);
            return Libc.function("capset").asInt(header.address(), data.address());
        }
    }
}

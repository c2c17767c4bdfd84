package org.supervisor.server.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;
import org.supervisor.server.os.Libc.Function;

/**
 * {@code spawn.h}. One object is one launch in progress, in memory that lasts as long.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
final class PosixSpawn {
    // bits/types and spawn.h of glibc: 336, 80 and 128 bytes on both machines; spare room costs nothing
    private static final int ATTRIBUTES_SIZE = 512;
    private static final int ACTIONS_SIZE = 128;
    private static final int SIGNAL_SET_SIZE = 128;

    private static final int POSIX_SPAWN_SETPGROUP = 0x02;
    private static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    private static final int POSIX_SPAWN_SETSIGMASK = 0x08;

    /**
     * Every signal but KILL and STOP, which cannot be changed; bit 0 is signal 1. The two glibc keeps for itself (32, 33)
     * must be among them, or glibc ignores them in the child.
     */
    private static final long ALL_SIGNALS = ~(1L << 8 | 1L << 18);

    private static final Function SPAWN = Libc.function("posix_spawn");
    private static final Function ATTR_INIT = Libc.function("posix_spawnattr_init");
    private static final Function ATTR_SETFLAGS = Libc.function("posix_spawnattr_setflags");
    private static final Function ATTR_SETSIGMASK = Libc.function("posix_spawnattr_setsigmask");
    private static final Function ATTR_SETSIGDEFAULT = Libc.function("posix_spawnattr_setsigdefault");
    private static final Function ACTIONS_INIT = Libc.function("posix_spawn_file_actions_init");
    private static final Function ACTIONS_DESTROY = Libc.function("posix_spawn_file_actions_destroy");
    private static final Function ADD_DUP2 = Libc.function("posix_spawn_file_actions_adddup2");
    private static final Function ADD_FCHDIR = Libc.function("posix_spawn_file_actions_addfchdir_np");
    private static final Function ADD_CLOSEFROM = Libc.function("posix_spawn_file_actions_addclosefrom_np");

    private static final long ATTRIBUTES = afresh(Arena.global());

    private final SegmentAllocator memory;
    private final long actions;

    PosixSpawn(SegmentAllocator memory) {
        this.memory = memory;
        this.actions = memory.allocate(ACTIONS_SIZE, Long.BYTES).address();
        check(ACTIONS_INIT.asInt(actions));
    }

    /**
     * The same for all children: each leads a process group of its own, blocks no signal and ignores none. None leads a
     * session: it would get each terminal that it opens as its controlling terminal, and HUP when that hangs up.
     */
    private static long afresh(Arena arena) {
        long attributes = arena.allocate(ATTRIBUTES_SIZE, Long.BYTES).address();
        check(ATTR_INIT.asInt(attributes));
        MemorySegment signals = arena.allocate(SIGNAL_SET_SIZE, Long.BYTES);
        check(ATTR_SETSIGMASK.asInt(attributes, signals.address()));
        signals.set(JAVA_LONG, 0, ALL_SIGNALS);
        check(ATTR_SETSIGDEFAULT.asInt(attributes, signals.address()));
        check(ATTR_SETFLAGS.asInt(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
        return attributes;
    }

    void dup2(int from, int to) {
        check(ADD_DUP2.asInt(actions, from, to));
    }

    void changeDirectory(int fd) {
        check(ADD_FCHDIR.asInt(actions, fd));
    }

    /** The JDK opens most of its descriptors without close-on-exec, so the child closes all but its own. */
    void closeFrom(int fd) {
        check(ADD_CLOSEFROM.asInt(actions, fd));
    }

    /** Launches: the child's pid, or the negative errno of the step that failed, exec(2) included. */
    int spawn(String executable, List<String> argv, List<String> environment) {
        MemorySegment pid = memory.allocate(JAVA_INT);
        long path = Libc.string(memory, executable);
        long arguments = Libc.strings(memory, argv);
        long variables = Libc.strings(memory, environment);
        int errno;
        do {
            errno = SPAWN.asInt(pid.address(), path, actions, ATTRIBUTES, arguments, variables);
        } while (errno == Errno.EINTR);
        ACTIONS_DESTROY.asInt(actions);
        return errno == 0 ? pid.get(JAVA_INT, 0) : -errno;
    }

    private static void check(int errno) {
        if (errno != 0) {
            throw new OsException("cannot prepare a launch", errno);
        }
    }
}

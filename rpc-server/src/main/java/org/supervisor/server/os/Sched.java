package org.supervisor.server.os;

import org.supervisor.server.os.Libc.Function;

/** {@code sched.h}. Results below 0 are negative error numbers. */
final class Sched {
    /** linux/sched.h: umask, working directory and root directory. */
    private static final int CLONE_FS = 0x200;

    private static final Function UNSHARE = Libc.function("unshare");

    private Sched() {}

    /** From now on this thread has a umask of its own. */
    static int unshareFileSystemState() {
        return UNSHARE.asInt(CLONE_FS);
    }
}

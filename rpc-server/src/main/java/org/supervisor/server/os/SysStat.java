package org.supervisor.server.os;

import java.lang.foreign.Arena;
import org.supervisor.server.os.Libc.Function;

/** {@code sys/stat.h}. Results below 0 are negative error numbers. */
final class SysStat {
    private static final Function UMASK = Libc.function("umask");
    private static final Function CHMOD = Libc.function("chmod");

    private SysStat() {}

    /** Sets the file mode creation mask and returns the previous one; cannot fail. */
    static int umask(int mask) {
        return UMASK.asInt(mask);
    }

    static int chmod(String path, int mode) {
        try (Arena arena = Arena.ofConfined()) {
            return CHMOD.asInt(Libc.string(arena, path), mode);
        }
    }
}

package org.supervisor.server.os;

import org.supervisor.server.os.Libc.Function;

/** Error numbers by name: {@code asm-generic/errno-base.h} and {@code errno.h}, the same on both machines. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int E2BIG = 7;
    static final int ENOEXEC = 8;
    static final int EBADF = 9;
    static final int ECHILD = 10;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENOTDIR = 20;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int ERANGE = 34;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;

    private static final Function NAME = Libc.function("strerrorname_np");
    private static final Function DESCRIPTION = Libc.function("strerrordesc_np");

    private Errno() {}

    /** The name, such as {@code ENOENT}. */
    static String name(int errno) {
        return Libc.text(NAME.asLong(errno), "errno " + errno);
    }

    /** For people: {@code No such file or directory (ENOENT)}. */
    static String describe(int errno) {
        return Libc.text(DESCRIPTION.asLong(errno), "Unknown error") + " (" + name(errno) + ")";
    }
}

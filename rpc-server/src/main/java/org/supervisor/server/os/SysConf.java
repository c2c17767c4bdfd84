package org.supervisor.server.os;

import org.supervisor.server.os.Libc.Function;

/** Constants of this system, sysconf(3). */
final class SysConf {
    private static final int SC_CLK_TCK = 2;
    private static final int SC_PAGESIZE = 30;
    private static final Function SYSCONF = Libc.function("sysconf");

    /** In how many parts the kernel divides a second where it counts processor time. */
    static final long TICKS_PER_SECOND = SYSCONF.asLong(SC_CLK_TCK);

    /** In bytes. */
    static final long PAGE_BYTES = SYSCONF.asLong(SC_PAGESIZE);

    private SysConf() {}
}

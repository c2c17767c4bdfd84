package org.supervisor.server.process;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What the kernel lets a process have of each resource; of all others it has as much as the daemon.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
@API(status = API.Status.EXPERIMENTAL)
public record ResourceLimits(SortedMap<Resource, Limit> limits) implements AspectSpec {
    public ResourceLimits {
        limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    }

    /** The same from any map. */
    public static ResourceLimits of(Map<Resource, Limit> limits) {
        return new ResourceLimits(new TreeMap<>(limits));
    }

    /** What is limited. */
    public enum Resource {
        NOFILE,
        CORE,
        AS,
        NPROC,
        FSIZE,
        DATA,
        STACK,
        MEMLOCK,
        CPU
    }

    /**
     * The limits of one resource; {@link Long#MAX_VALUE} is "no limit".
     *
     * @param soft in force
     * @param hard how far the process may raise that
     */
    public record Limit(long soft, long hard) {
        @Override
        public String toString() {
            return text(soft) + ":" + text(hard);
        }

        private static String text(long value) {
            return value == Long.MAX_VALUE ? "unlimited" : Long.toString(value);
        }
    }
}

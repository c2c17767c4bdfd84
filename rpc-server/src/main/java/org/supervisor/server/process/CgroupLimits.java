package org.supervisor.server.process;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apiguardian.api.API;

/**
 * What the kernel lets a process and all that it launches have together, through a cgroup of its own.
 *
 * @param values as the kernel takes them
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html">Control Group v2</a>
 */
@API(status = API.Status.EXPERIMENTAL)
public record CgroupLimits(SortedMap<Control, String> values) implements AspectSpec {
    public CgroupLimits {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The same from any map. */
    public static CgroupLimits of(Map<Control, String> values) {
        return new CgroupLimits(new TreeMap<>(values));
    }

    /** What is limited. */
    public enum Control {
        /** Bytes; what would exceed them is killed. */
        MEMORY_MAX("max"),
        /** Bytes; beyond them it is slowed down, and its memory is reclaimed. */
        MEMORY_HIGH("max"),
        /** Microseconds of CPU time and, after a blank, the period of microseconds in which it may use them. */
        CPU_MAX("max"),
        /** Its share of the CPU among those that want it; 1 to 10000. */
        CPU_WEIGHT("100"),
        /** How many processes and threads. */
        PIDS_MAX("max"),
        /** Its share of the disks among those that want them; 1 to 10000. */
        IO_WEIGHT("100");

        private final String fallback;

        Control(String fallback) {
            this.fallback = fallback;
        }

        /** As in a configuration file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The file of the cgroup that has it. */
        public String file() {
            return word().replace('_', '.');
        }

        /** The kernel's controller that it needs. */
        public String controller() {
            return word().substring(0, word().indexOf('_'));
        }

        /** What holds where nothing is set. */
        public String fallback() {
            return fallback;
        }
    }
}

package org.supervisor.server.os;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.supervisor.server.os.SysResource.Limit;

/**
 * Attributes of one child that differ from this process' own: during the launch the process, or the launching thread,
 * has them too.
 *
 * @param attributes what all children get
 * @param ordered the umask of this one; empty: as for all
 * @param mark of this one's tree; empty: it has none
 */
record Inheritance(ChildAttributes attributes, OptionalInt ordered, Optional<TreeMark> mark) {
    /** Other threads may open as many descriptors during a launch. */
    private static final int SPARE_DESCRIPTORS = 64;

    /**
     * Launches.
     *
     * @param highest the descriptor that was opened last
     * @param launch the pid of the child, or below 0
     */
    int during(int highest, IntSupplier launch) {
        int pid = withUmask(() -> withOpenFiles(highest, () -> marked(launch)));
        if (pid > 0 && attributes.oomScore().isPresent()) {
            OomScore.set(pid, attributes.oomScore().getAsInt());
        }
        return pid;
    }

    /** The limit belongs to the whole process, but has no effect on it. */
    private int marked(IntSupplier launch) {
        if (mark.filter(TreeMark::canBeSet).isEmpty()) {
            return launch.getAsInt();
        }
        Limit ours = SysResource.limit(SysResource.RLIMIT_LOCKS);
        SysResource.setLimit(
                SysResource.RLIMIT_LOCKS, new Limit(mark.get().lockLimit().getAsLong(), ours.hard()));
        try {
            return launch.getAsInt();
        } finally {
            SysResource.setLimit(SysResource.RLIMIT_LOCKS, ours);
        }
    }

    private int withUmask(IntSupplier launch) {
        OptionalInt umask = ordered.isPresent() ? ordered : attributes.umask();
        if (umask.isEmpty()) {
            return launch.getAsInt();
        }
        int before = SysStat.umask(umask.getAsInt());
        try {
            return launch.getAsInt();
        } finally {
            SysStat.umask(before);
        }
    }

    /**
     * The limit belongs to the whole process. As long as it has fewer descriptors than children may have, no thread notices;
     * when it has more, another thread might fail meanwhile, and the child gets its limit a moment after its start instead.
     */
    private int withOpenFiles(int highest, IntSupplier launch) {
        if (attributes.openFiles().isEmpty()) {
            return launch.getAsInt();
        }
        long soft = attributes.openFiles().getAsLong();
        Limit ours = SysResource.limit(SysResource.RLIMIT_NOFILE);
        Limit childs = new Limit(Math.min(soft, ours.hard()), ours.hard());
        if (highest + SPARE_DESCRIPTORS >= soft) {
            int pid = launch.getAsInt();
            if (pid > 0) {
                SysResource.setLimitOf(pid, SysResource.RLIMIT_NOFILE, childs);
            }
            return pid;
        }
        SysResource.setLimit(SysResource.RLIMIT_NOFILE, childs);
        try {
            return launch.getAsInt();
        } finally {
            SysResource.setLimit(SysResource.RLIMIT_NOFILE, ours);
        }
    }
}

package org.supervisor.server.os;

import java.util.Optional;

/**
 * What this kernel can do for us, found out by trying: what it has may be forbidden here, as in a container.
 *
 * @param pidfd children can be watched and signalled without any chance to hit another process
 * @param pidfdGetfd the next daemon can get back the standard input of programs
 * @param exitOfOthers it reports how programs have ended that an earlier daemon has started
 * @param subreaper orphans among the descendants of this process become its children
 * @param cgroups why programs cannot have limits of their own; empty: they can
 */
public record KernelFeatures(
        boolean pidfd, boolean pidfdGetfd, boolean exitOfOthers, boolean subreaper, Optional<String> cgroups) {
    /** Tries them. Any thread that may block. */
    public static KernelFeatures found() {
        int pidfd = SysSignal.pidfdOpen(Unistd.getpid());
        Optional<String> cgroups = new CgroupTree().obstacle();
        if (pidfd < 0) {
            return new KernelFeatures(false, false, false, SysProcess.isSubreaper(), cgroups);
        }
        int copy = SysSignal.pidfdGetfd(pidfd, pidfd);
        try {
            return new KernelFeatures(true, copy >= 0, OtherExits.canBeAsked(pidfd), SysProcess.isSubreaper(), cgroups);
        } finally {
            Descriptors.close(pidfd);
            if (copy >= 0) {
                Descriptors.close(copy);
            }
        }
    }
}

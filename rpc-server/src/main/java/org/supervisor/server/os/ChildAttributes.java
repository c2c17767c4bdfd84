package org.supervisor.server.os;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Attributes that children do not inherit from this process, because the daemon has changed its own: they get the
 * values it was started with. Kept for the whole process, as the kernel keeps them. Set at start, read by
 * {@link Launch}.
 *
 * @param umask the file mode creation mask; empty: ours
 * @param openFiles the soft limit on open descriptors; empty: ours
 * @param oomScore the oom_score_adj of proc_pid_oom_score_adj(5); empty: ours
 */
record ChildAttributes(OptionalInt umask, OptionalLong openFiles, OptionalInt oomScore) {
    private static volatile ChildAttributes current =
            new ChildAttributes(OptionalInt.empty(), OptionalLong.empty(), OptionalInt.empty());

    static ChildAttributes current() {
        return current;
    }

    static synchronized void keepUmask(int mask) {
        current = new ChildAttributes(OptionalInt.of(mask), current.openFiles, current.oomScore);
    }

    static synchronized void keepOpenFiles(long soft) {
        current = new ChildAttributes(current.umask, OptionalLong.of(soft), current.oomScore);
    }

    static synchronized void keepOomScore(int score) {
        current = new ChildAttributes(current.umask, current.openFiles, OptionalInt.of(score));
    }
}

package org.supervisor.server.os;

import org.supervisor.server.os.SysResource.Limit;

/** The limits of this process, which children inherit; getrlimit(2). Any thread. {@link Long#MAX_VALUE} is "no limit". */
public final class Limits {
    private Limits() {}

    /** The result of raising a limit. */
    public sealed interface Raised {
        /** The soft limit now in force, at least what was requested. */
        record To(long soft) implements Raised {}

        /**
         * The limit cannot be raised that far; nothing was changed.
         *
         * @param message found, expected and what to do
         */
        record Denied(String message) implements Raised {}
    }

    /** How many descriptors this process may have open. */
    public static long openFiles() {
        return SysResource.limit(SysResource.RLIMIT_NOFILE).soft();
    }

    /**
     * Raises the number of open descriptors as far as the hard limit allows; that too, if necessary and permitted.
     * Children get what was requested, or the present soft limit if that is higher.
     */
    public static Raised raiseOpenFiles(long atLeast) {
        return raiseOpenFiles(atLeast, openFiles());
    }

    /**
     * The same for a process that has raised its limit in an earlier life.
     *
     * @param softAtStart the soft limit before that
     */
    public static Raised raiseOpenFiles(long atLeast, long softAtStart) {
        Limit before = SysResource.limit(SysResource.RLIMIT_NOFILE);
        long forChildren = Math.max(softAtStart, atLeast);
        Raised raised =
                raise(SysResource.RLIMIT_NOFILE, Math.max(before.hard(), atLeast), atLeast, "open files", "minfds");
        if (raised instanceof Raised.To(long soft) && soft > forChildren) {
            ChildAttributes.keepOpenFiles(forChildren);
        }
        return raised;
    }

    /**
     * Raises the number of processes of this user to what is requested; the hard limit too, if necessary and permitted.
     */
    public static Raised raiseProcesses(long atLeast) {
        return raise(SysResource.RLIMIT_NPROC, atLeast, atLeast, "processes", "minprocs");
    }

    private static Raised raise(int resource, long wanted, long atLeast, String what, String key) {
        Limit now = SysResource.limit(resource);
        if (now.soft() >= wanted) {
            return new Raised.To(now.soft());
        }
        int result = SysResource.setLimit(resource, new Limit(wanted, Math.max(now.hard(), wanted)));
        if (result < 0) {
            return new Raised.Denied(
                    "the limit on " + what + " is " + now.hard() + ", expected at least " + atLeast + " ("
                            + key + "), and it cannot be raised: " + Errno.describe(-result)
                            + "; raise the hard limit (ulimit -H)"
                            + " or lower " + key);
        }
        return new Raised.To(wanted);
    }
}

package org.supervisor.server.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What all processes of a program have inherited, wherever they are: a variable, which a process may remove; and a soft limit on
 * locks of files, which survives exec(2) with another environment and which anybody may read. The kernel has ignored this limit
 * since Linux 2.4.25 (getrlimit(2), RLIMIT_LOCKS), so its value has no other effect. Any thread.
 *
 * @param variable as {@code name=value}
 * @param lockLimit empty: they were not given one
 */
public record TreeMark(String variable, OptionalLong lockLimit) {
    private static final String LIMIT_LINE = "Max file locks ";

    /** Far above what anybody would set, and not the highest, which means unlimited. */
    private static final long LEAST = 1L << 61;

    /** The mark for one program: others have other names. */
    public static TreeMark of(String variableName, UUID name, boolean hasLimit) {
        return new TreeMark(
                variableName + "=" + name,
                hasLimit
                        ? OptionalLong.of(LEAST | (name.getMostSignificantBits() & (LEAST - 1)))
                        : OptionalLong.empty());
    }

    /** Whether a process has it. False if it has removed it, or if we may not know. May block, for an environment. */
    boolean isOn(int pid) {
        return hasLimit(pid)
                || (lockLimit.isPresent()
                        ? ProcessTree.wasGiven(pid, variable)
                        : ProcessTree.wasGivenAfterExec(pid, variable));
    }

    /** Whether a process has the part of it that survives everything but a new limit. */
    boolean hasLimit(int pid) {
        return lockLimit.isPresent() && limitOf(pid).equals(lockLimit);
    }

    /** Whether a process has the mark of another program. */
    boolean isAnothers(int pid) {
        OptionalLong limit = limitOf(pid);
        return ProcessTree.wasGivenAnother(pid, variable)
                || (limit.isPresent() && limit.getAsLong() >= LEAST && !limit.equals(lockLimit));
    }

    /** The soft limit that a process has, also one that was not reaped; empty: unlimited, or it is gone. */
    public static OptionalLong limitOf(int pid) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("/proc/" + pid + "/limits"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return OptionalLong.empty();
        }
        return lines.stream()
                .filter(line -> line.startsWith(LIMIT_LINE))
                .map(line -> line.substring(LIMIT_LINE.length()).strip().split(" ", 2)[0])
                .filter(soft -> soft.matches("[0-9]{1,19}"))
                .mapToLong(soft -> Long.parseUnsignedLong(soft) & Long.MAX_VALUE)
                .findFirst();
    }

    /** Whether a launched process can get it: its hard limit is ours. */
    boolean canBeSet() {
        return lockLimit.isPresent()
                && SysResource.limit(SysResource.RLIMIT_LOCKS).hard() >= lockLimit.getAsLong();
    }
}

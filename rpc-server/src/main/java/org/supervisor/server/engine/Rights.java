package org.supervisor.server.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apiguardian.api.API;
import org.supervisor.api.FaultCode;
import org.supervisor.api.Role;
import org.supervisor.server.process.ProcessName;
import org.supervisor.server.process.ProcessPatterns;

/**
 * What a caller may do. Immutable.
 *
 * @param role the highest role
 * @param programs the processes that the caller sees, and may do something to; of an admin all
 */
@API(status = API.Status.EXPERIMENTAL)
public record Rights(Role role, ProcessPatterns programs) {
    /** May do everything. */
    public static final Rights ALL = new Rights(Role.ADMIN, ProcessPatterns.ALL);

    public Rights {
        programs = role == Role.ADMIN || programs.areAll() ? ProcessPatterns.ALL : programs;
    }

    /** Those of the present caller. */
    public static Rights current() {
        return Caller.source().rights();
    }

    /** The role and those that it includes. */
    public Set<Role> roles() {
        return Arrays.stream(Role.values())
                .filter(other -> other.compareTo(role) <= 0)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether some processes are none of the caller's business. */
    public boolean isLimited() {
        return !programs.areAll();
    }

    /** Whether the caller may see this process. */
    public boolean cover(ProcessName name) {
        return !isLimited() || programs.cover(name);
    }

    /** Whether the caller may see a process of this group. */
    public boolean coverSome(String group) {
        return !isLimited() || programs.touch(group);
    }

    /** Those of which the caller may know, in the same order. */
    public <T> List<T> only(List<T> all, Function<T, ProcessName> name) {
        return isLimited()
                ? all.stream().filter(each -> programs.cover(name.apply(each))).toList()
                : all;
    }

    /**
     * Refuses a caller without this role.
     *
     * @param what what was requested, for people
     * @throws RefusedException NOT_PERMITTED
     */
    public void require(Role needed, String what) {
        if (role.compareTo(needed) < 0) {
            throw refused(
                    what + " requires the role " + word(needed) + ", and " + who() + " has the role " + word(role));
        }
    }

    /**
     * Refuses a caller who may not know of this process, whether or not there is one.
     *
     * @throws RefusedException NOT_PERMITTED
     */
    public void requireProcess(String namespec) {
        if (!cover(ProcessName.parse(namespec))) {
            throw refused(who() + " has no right to the program " + Excerpt.of(namespec));
        }
    }

    /**
     * Refuses a caller who may know of no process of this group, whether or not there is one.
     *
     * @throws RefusedException NOT_PERMITTED
     */
    public void requireGroup(String group) {
        if (!coverSome(group)) {
            throw refused(who() + " has no right to the group " + Excerpt.of(group));
        }
    }

    /**
     * Refuses a caller who may not know of all processes.
     *
     * @param what what is about all of them, for people
     * @throws RefusedException NOT_PERMITTED
     */
    public void requireAll(String what) {
        if (isLimited()) {
            throw refused(what + " requires the right to all programs, and " + who() + " has it to some only");
        }
    }

    private static String who() {
        return Caller.current().name().orElse("the caller");
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static RefusedException refused(String why) {
        return new RefusedException(FaultCode.NOT_PERMITTED, why);
    }
}

package org.supervisor.server.os;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Looks up users and groups by name or number, through the machine's name service. May block; any thread. */
public final class Accounts {
    private static final String NUMBER = "\\d{1,10}";
    private static final long HIGHEST_ID = 0xFFFF_FFFEL;

    private Accounts() {}

    /** The account that this process runs as. */
    public static Account current() {
        long uid = Unistd.geteuid();
        long gid = Unistd.getegid();
        String name = Pwd.byNumber(uid).map(User::name).orElse(Long.toString(uid));
        return new Account(name, uid, gid, ownGroups(gid));
    }

    /**
     * A user, if there is one.
     *
     * @param user a name or a number
     */
    public static Optional<User> find(String user) {
        Optional<User> found = Pwd.byName(user);
        return found.isEmpty() && isId(user) ? Pwd.byNumber(Long.parseLong(user)) : found;
    }

    /**
     * The account of a user, in the user's own primary group or another, with the supplementary groups of the user.
     *
     * @param user a name or a number; empty: the account that this process runs as, with its supplementary groups
     * @param group a name or a number; empty: the user's own
     * @throws UnknownAccount if there is no such user or group
     */
    public static Account resolve(Optional<String> user, Optional<String> group) {
        Optional<Long> gid = group.map(Accounts::group);
        if (user.isEmpty()) {
            Account self = current();
            return gid.map(id -> new Account(self.name(), self.uid(), id, ownGroups(id)))
                    .orElse(self);
        }
        User found = user(user.get());
        long primary = gid.orElse(found.gid());
        return new Account(found.name(), found.uid(), primary, Grp.groupsOf(found.name(), primary));
    }

    private static User user(String text) {
        return find(text).orElseThrow(() -> new UnknownAccount("user", text));
    }

    /**
     * Whether there is a group.
     *
     * @param group a name or a number
     */
    public static boolean hasGroup(String group) {
        return findGroup(group).isPresent();
    }

    private static long group(String text) {
        return findGroup(text).orElseThrow(() -> new UnknownAccount("group", text));
    }

    private static OptionalLong findGroup(String group) {
        OptionalLong found = Grp.byName(group);
        return found.isEmpty() && isId(group) ? Grp.byNumber(Long.parseLong(group)) : found;
    }

    private static boolean isId(String text) {
        return text.matches(NUMBER) && Long.parseLong(text) <= HIGHEST_ID;
    }

    private static List<Long> ownGroups(long gid) {
        return Stream.concat(Stream.of(gid), Unistd.getgroups().stream()).toList();
    }
}

package org.supervisor.server.config;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.supervisor.api.ConfigChanges;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.OutputSpec;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.ProgramSpec;
import org.supervisor.server.process.StreamSpec;

/** How groups that were read again differ from the active ones. */
public final class GroupChanges {
    private GroupChanges() {}

    /**
     * Compares. A log that is AUTO on one side is not compared, as with supervisord; nor is whether terminal escapes are
     * removed, which belongs to the daemon.
     *
     * @param active the active groups as they were read, with AUTO logs not replaced
     * @param read the groups that were read again
     * @return names of groups: added and changed ones in the order in which they were read, removed ones in that of the
     *     active
     */
    public static ConfigChanges between(List<GroupSpec> active, List<GroupSpec> read) {
        Map<String, GroupSpec> before = byName(active);
        Map<String, GroupSpec> after = byName(read);
        return new ConfigChanges(
                names(read, group -> !before.containsKey(group.name())),
                names(read, group -> before.containsKey(group.name()) && !same(before.get(group.name()), group)),
                names(active, group -> !after.containsKey(group.name())));
    }

    private static Map<String, GroupSpec> byName(List<GroupSpec> groups) {
        return groups.stream().collect(Collectors.toMap(GroupSpec::name, Function.identity(), (first, _) -> first));
    }

    private static List<String> names(List<GroupSpec> groups, java.util.function.Predicate<GroupSpec> which) {
        return groups.stream().filter(which).map(GroupSpec::name).toList();
    }

    private static boolean same(GroupSpec a, GroupSpec b) {
        return a.priority() == b.priority()
                && sameKind(a.kind(), b.kind())
                && sameProcesses(a.processes(), b.processes());
    }

    private static boolean sameKind(ProgramSpec.Kind a, ProgramSpec.Kind b) {
        return switch (a) {
            case ProgramSpec.Kind.Plain _ -> b instanceof ProgramSpec.Kind.Plain;
            case ProgramSpec.Kind.Listener(var events, int size, var handler, var timeout) ->
                b instanceof ProgramSpec.Kind.Listener(var others, int otherSize, var otherHandler, var otherTimeout)
                        && Set.copyOf(events).equals(Set.copyOf(others))
                        && size == otherSize
                        && handler.equals(otherHandler)
                        && timeout.equals(otherTimeout);
            case ProgramSpec.Kind.FastCgi(var socket) ->
                b instanceof ProgramSpec.Kind.FastCgi(var other) && socket.url().equals(other.url());
        };
    }

    private static boolean sameProcesses(List<ProcessSpec> a, List<ProcessSpec> b) {
        Iterator<ProcessSpec> others = b.iterator();
        return a.size() == b.size() && a.stream().allMatch(process -> same(process, others.next()));
    }

    /** A number matters only where a value contains it. */
    private static boolean same(ProcessSpec a, ProcessSpec b) {
        OutputSpec mine = a.output();
        OutputSpec other = b.output();
        OutputSpec alike = new OutputSpec(
                mine.redirectsStderr(),
                alike(mine.stdout(), other.stdout()),
                alike(mine.stderr(), other.stderr()),
                mine.format());
        return a.withOutput(alike).withNumber(b.number()).equals(b);
    }

    /** The first stream with everything from the second that is not compared. */
    private static StreamSpec alike(StreamSpec mine, StreamSpec other) {
        return new StreamSpec(
                alike(mine.log(), other.log()),
                mine.captureMaxBytes(),
                mine.eventsEnabled(),
                mine.syslog(),
                other.stripsAnsi());
    }

    /** Sizes and backups are compared even where names are not. */
    private static StreamSpec.Log alike(StreamSpec.Log mine, StreamSpec.Log other) {
        return switch (mine) {
            case StreamSpec.Log.None none ->
                other instanceof StreamSpec.Log.Auto ? new StreamSpec.Log.Auto(none.maxBytes(), none.backups()) : none;
            case StreamSpec.Log.Auto auto ->
                switch (other) {
                    case StreamSpec.Log.None _ -> new StreamSpec.Log.None(auto.maxBytes(), auto.backups());
                    case StreamSpec.Log.Auto _ -> auto;
                    case StreamSpec.Log.File file ->
                        new StreamSpec.Log.File(file.path(), auto.maxBytes(), auto.backups());
                };
            case StreamSpec.Log.File file ->
                other instanceof StreamSpec.Log.Auto ? new StreamSpec.Log.Auto(file.maxBytes(), file.backups()) : file;
        };
    }
}

package org.supervisor.server.engine;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.supervisor.api.ConfigChanges;
import org.supervisor.api.FaultCode;
import org.supervisor.server.config.GroupChanges;
import org.supervisor.server.process.Event;
import org.supervisor.server.process.Goal;
import org.supervisor.server.process.GroupSpec;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ProcessFactory;
import org.supervisor.server.process.ProcessGroup;
import org.supervisor.server.process.ProcessRegistry;
import org.supervisor.server.process.StartOrigin;
import org.supervisor.server.process.State;
import org.supervisor.server.process.StopOrigin;

/**
 * Which groups are active, and which the configuration last read describes. Confined to the loop's thread, but for
 * {@link #read} and {@link #configs}.
 */
final class Groups {
    private final ProcessRegistry registry;
    private final ProcessEntries entries;
    private final ProcessFactory factory;
    private final Aspects aspects;
    private final ChildLogs logs;
    private final Rereads rereads;
    private volatile List<GroupSpec> configured;

    /**
     * Without an active group yet.
     *
     * @param configured the groups of the configuration
     */
    Groups(
            ProcessRegistry registry,
            ProcessEntries entries,
            ProcessFactory factory,
            Aspects aspects,
            ChildLogs logs,
            Rereads rereads,
            List<GroupSpec> configured) {
        this.registry = registry;
        this.entries = entries;
        this.factory = factory;
        this.aspects = aspects;
        this.logs = logs;
        this.rereads = rereads;
        this.configured = List.copyOf(configured);
    }

    /** Activates all configured groups; nothing is started. */
    void activate() {
        logs.removeLeftovers();
        activate(configured.stream().sorted(GroupSpec.BY_PRIORITY).toList());
    }

    /** Starts what starts with the supervisor. */
    void autostart() {
        registry.byPriority().forEach(group -> autostart(group, new StartOrigin.Autostart()));
    }

    /**
     * Activates a group of the configuration and starts what starts with it.
     *
     * @throws RefusedException BAD_NAME or ALREADY_ADDED
     */
    void add(String name) {
        if (registry.group(name).isPresent()) {
            throw new RefusedException(FaultCode.ALREADY_ADDED, name);
        }
        GroupSpec spec = configured.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RefusedException(FaultCode.BAD_NAME, name));
        StartOrigin origin = new StartOrigin.GroupAdded(Caller.current().toString());
        activate(List.of(spec)).forEach(group -> autostart(group, origin));
    }

    /**
     * Removes a group of which nothing runs.
     *
     * @throws RefusedException BAD_NAME or STILL_RUNNING
     */
    void remove(String name) {
        ProcessGroup group = registry.group(name).orElseThrow(() -> new RefusedException(FaultCode.BAD_NAME, name));
        if (!group.processes().stream().allMatch(Requests::isDown)) {
            throw new RefusedException(FaultCode.STILL_RUNNING, name);
        }
        Event unwanted = new Event.StopRequested(Caller.current().toString());
        group.processes().forEach(process -> process.on(unwanted));
        registry.remove(group);
        entries.remove(group);
        aspects.removed(group);
    }

    /** Reads the configuration again; changes nothing. Fails with CANT_REREAD. Any thread. */
    CompletableFuture<List<GroupSpec>> read() {
        return rereads.next();
    }

    /** The configuration was read again: remembers it, and compares it with what is active. */
    ConfigChanges configured(List<GroupSpec> read) {
        configured = List.copyOf(read);
        ConfigChanges changes = GroupChanges.between(
                registry.groups().stream().map(ProcessGroup::spec).toList(), read);
        List<String> changed = Stream.concat(changes.changed().stream(), outdated(read))
                .distinct()
                .toList();
        return new ConfigChanges(changes.added(), changed, changes.removed());
    }

    /** Groups with children that an earlier supervisor has launched by what was configured then. */
    private Stream<String> outdated(List<GroupSpec> read) {
        return read.stream()
                .map(GroupSpec::name)
                .filter(name -> registry.group(name)
                        .filter(group -> group.processes().stream().anyMatch(ManagedProcess::isOutdated))
                        .isPresent());
    }

    /** The processes of the configuration last read, ordered by process name. Any thread. */
    List<ConfigView> configs() {
        return configured.stream()
                .flatMap(group -> group.processes().stream()
                        .map(spec -> new ConfigView(spec, group.priority(), entries.hasGroup(group.name()))))
                .sorted(Comparator.comparing(view -> view.spec().name().process()))
                .toList();
    }

    private List<ProcessGroup> activate(List<GroupSpec> specs) {
        List<ProcessGroup> groups = specs.stream().map(factory::group).toList();
        entries.add(groups, process -> new ProcessEntry(process, logs.plan(process)));
        for (ProcessGroup group : groups) {
            registry.add(group);
            aspects.added(group);
        }
        return groups;
    }

    /** What an earlier supervisor has known is started if it is wanted up; what an operator has stopped there stays so. */
    private static void autostart(ProcessGroup group, StartOrigin origin) {
        for (ManagedProcess process : group.processes()) {
            switch (process.goal()) {
                case Goal.Down(StopOrigin.NeverStarted _, var _) -> {
                    if (process.spec().autoStart()) {
                        process.on(new Event.StartRequested(origin));
                    }
                }
                case Goal.Down _ -> {}
                case Goal.Up(StartOrigin before, var _) -> {
                    if (process.state() instanceof State.Stopped) {
                        process.on(new Event.StartRequested(new StartOrigin.WantedBefore(before)));
                    }
                }
            }
        }
    }
}

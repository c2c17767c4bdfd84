package org.supervisor.server.process;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * An active group and its processes. Confined to the event loop's thread.
 *
 * @param spec how it was configured
 * @param processes its members in autostart order
 */
@API(status = API.Status.EXPERIMENTAL)
public record ProcessGroup(GroupSpec spec, List<ManagedProcess> processes) {
    /** The order in which members are started on request; they are stopped in reverse order. */
    private static final Comparator<ManagedProcess> BY_PRIORITY = (a, b) -> {
        int byPriority = Integer.compare(a.spec().priority(), b.spec().priority());
        return byPriority != 0
                ? byPriority
                : a.name().process().compareTo(b.name().process());
    };

    public ProcessGroup {
        processes = List.copyOf(processes);
    }

    /** The group's name. */
    public String name() {
        return spec.name();
    }

    /** The member of this name. */
    public Optional<ManagedProcess> find(String process) {
        return processes.stream()
                .filter(member -> member.name().process().equals(process))
                .findFirst();
    }

    /** The programs that its members are processes of, in the order of the configuration. */
    public List<ManagedProgram> programs() {
        return spec.programs().stream().map(this::program).toList();
    }

    /** The program of this name. */
    public Optional<ManagedProgram> program(String name) {
        return spec.programs().stream()
                .filter(program -> program.name().equals(name))
                .findFirst()
                .map(this::program);
    }

    private ManagedProgram program(ProgramSpec program) {
        return new ManagedProgram(
                program,
                processes.stream()
                        .filter(process -> process.spec().program().equals(program.name()))
                        .toList());
    }

    /** The members, lowest priority first. */
    public List<ManagedProcess> byPriority() {
        return processes.stream().sorted(BY_PRIORITY).toList();
    }
}

package org.supervisor.server.process;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/**
 * Programs that are addressed, started and stopped together.
 *
 * @param name the group's name
 * @param priority the lower, the earlier the group is started and the later it is stopped
 * @param programs its programs, in the order of the file
 */
@API(status = API.Status.EXPERIMENTAL)
public record GroupSpec(String name, int priority, List<ProgramSpec> programs) {
    /**
     * Lowest priority first, then by name. Does not use {@link Comparator#comparing}: its classes are generated at run
     * time, which costs the start of the daemon some ten milliseconds.
     */
    public static final Comparator<GroupSpec> BY_PRIORITY =
            (a, b) -> a.priority != b.priority ? Integer.compare(a.priority, b.priority) : a.name.compareTo(b.name);

    public GroupSpec {
        programs = List.copyOf(programs);
    }

    /** A group of one process. */
    public static GroupSpec of(ProcessSpec process) {
        return new GroupSpec(process.name().group(), process.priority(), List.of(ProgramSpec.of(process)));
    }

    /** What all processes of the group share beyond its name: what they share as processes of its only program. */
    public ProgramSpec.Kind kind() {
        return programs.size() == 1 ? programs.getFirst().kind() : new ProgramSpec.Kind.Plain();
    }

    /**
     * The processes of its programs, in autostart order. Of processes with one name the last counts, in the place of
     * the first.
     */
    public List<ProcessSpec> processes() {
        Map<String, ProcessSpec> byName = new LinkedHashMap<>();
        for (ProgramSpec program : programs) {
            program.processes().forEach(process -> byName.put(process.name().process(), process));
        }
        return List.copyOf(byName.values());
    }
}

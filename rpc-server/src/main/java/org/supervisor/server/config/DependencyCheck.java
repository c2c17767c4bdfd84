package org.supervisor.server.config;

import java.util.List;
import java.util.stream.Collectors;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.ProcessSpec;

/** Whether what a program depends on is there, can come, and does not depend on the program. */
final class DependencyCheck {
    private DependencyCheck() {}

    /** Adds what is wrong with the dependencies of one program. */
    static void check(DependsOn spec, Programs programs, Values values) {
        for (DependsOn.Dependency dependency : spec.on()) {
            List<ProcessSpec> targets = programs.named(dependency.target());
            if (targets.isEmpty()) {
                String near = NearSpelling.of(dependency.target(), programs.names())
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
                problem(values, "expected the name of a process, a program or a group" + near, dependency.target());
            } else {
                warnIfNobodyStartsIt(targets, values);
            }
        }
        List<ProcessSpec> cycle = programs.cycle();
        boolean isPart = cycle.stream().anyMatch(process -> process.aspects().contains(spec));
        if (isPart) {
            String path =
                    cycle.stream().map(process -> process.name().toString()).collect(Collectors.joining(" -> "));
            problem(
                    values,
                    "expected no circle: " + path + " -> " + cycle.getFirst().name()
                            + "; none of them could be launched",
                    cycle.getFirst().name().toString());
        }
    }

    private static void problem(Values values, String expected, String name) {
        values.problem(DependencyKeys.DEPENDS_ON, expected, "cannot depend on " + name);
    }

    private static void warnIfNobodyStartsIt(List<ProcessSpec> targets, Values values) {
        boolean isStarted = values.get(ProgramKeys.AUTOSTART);
        targets.stream()
                .filter(target -> isStarted && !target.autoStart())
                .findFirst()
                .ifPresent(target -> values.warn(
                        DependencyKeys.DEPENDS_ON,
                        "waits for " + target.name()
                                + ", which has autostart=false: it is launched only when somebody has"
                                + " started that, or requests a start of this one"));
    }
}

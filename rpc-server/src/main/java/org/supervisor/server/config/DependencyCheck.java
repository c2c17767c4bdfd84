package org.supervisor.server.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.supervisor.server.process.DependsOn;
import org.supervisor.server.process.ProcessSpec;
import org.supervisor.server.process.RestartPolicy;

/** Whether what a program depends on is there, can come, and does not depend on the program. */
final class DependencyCheck {
    private DependencyCheck() {}

    /** Adds what is wrong with the dependencies of one program, all of it in one problem. */
    static void check(DependsOn spec, Programs programs, Values values) {
        List<String> unknown = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (DependsOn.Dependency dependency : spec.on()) {
            List<ProcessSpec> targets = programs.named(dependency.target());
            if (targets.isEmpty()) {
                unknown.add(dependency.target());
                expected.add("expected the name of a process, a program or a group, found " + dependency.target()
                        + near(dependency.target(), programs));
            } else {
                warnIfNobodyStartsIt(targets, values);
                warnIfItDoesNotComplete(dependency, targets, values);
            }
        }
        List<ProcessSpec> cycle = programs.cycle();
        if (!cycle.isEmpty() && isOf(cycle.getFirst(), spec)) { // told once, at one of them
            String path =
                    cycle.stream().map(process -> process.name().toString()).collect(Collectors.joining(" -> "))
                            + " -> " + cycle.getFirst().name();
            unknown.add("itself: " + path);
            expected.add("expected no circle: " + path + "; none of them could be launched");
        }
        if (!expected.isEmpty()) {
            values.problem(
                    DependencyKeys.DEPENDS_ON,
                    String.join("; ", expected),
                    "cannot depend on " + String.join(", ", unknown));
        }
    }

    /** Another program may have an equal one. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOf(ProcessSpec process, DependsOn spec) {
        return process.aspects().stream().anyMatch(aspect -> aspect == spec);
    }

    private static String near(String name, Programs programs) {
        String target = name.contains(":") ? name.substring(0, name.lastIndexOf(':')) : name;
        return NearSpelling.of(target, programs.names())
                .map(near -> near.equals(target)
                        ? "; behind a colon started, ready or completed may stand"
                        : "; did you mean " + near + "?")
                .orElse("");
    }

    private static void warnIfNobodyStartsIt(List<ProcessSpec> targets, Values values) {
        boolean isStarted = values.get(ProgramKeys.AUTOSTART);
        targets.stream()
                .filter(target -> isStarted && !target.autoStart())
                .findFirst()
                .ifPresent(target -> values.warn(
                        DependencyKeys.DEPENDS_ON,
                        "waits for " + target.name()
                                + ", which has autostart=false: it is launched only after that one"
                                + " has been started, or when its own start is requested"));
    }

    private static void warnIfItDoesNotComplete(
            DependsOn.Dependency dependency, List<ProcessSpec> targets, Values values) {
        if (dependency.condition() != DependsOn.Condition.COMPLETED) {
            return;
        }
        targets.stream()
                .filter(target -> target.restart().when() == RestartPolicy.When.ALWAYS)
                .findFirst()
                .ifPresent(target -> values.warn(
                        DependencyKeys.DEPENDS_ON,
                        "waits for " + target.name()
                                + " to be completed, which is started again whenever it has ended, because its"
                                + " autorestart is true; expected autorestart=false there"));
    }
}

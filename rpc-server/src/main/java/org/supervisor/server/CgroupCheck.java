package org.supervisor.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.supervisor.server.config.Loaded;
import org.supervisor.server.config.Warning;
import org.supervisor.server.os.CgroupTree;
import org.supervisor.server.process.CgroupLimits;

/** Warns of programs with limits that no program of this machine can have. */
final class CgroupCheck {
    private CgroupCheck() {}

    /** The same with these warnings; the daemon may run in another cgroup than this process, so that is not judged. */
    static Loaded warned(Loaded loaded) {
        CgroupTree tree = new CgroupTree();
        Map<String, Warning> warnings = new LinkedHashMap<>(); // one for each program
        loaded.spec().groups().stream()
                .flatMap(group -> group.processes().stream())
                .forEach(process -> process.aspect(CgroupLimits.class)
                        .flatMap(tree::objection)
                        .ifPresent(why -> warnings.putIfAbsent(
                                process.program(),
                                new Warning(
                                        loaded.spec().file(),
                                        0,
                                        process.program(),
                                        "",
                                        "cannot be started on this machine: " + why))));
        List<Warning> all = new ArrayList<>(loaded.warnings());
        all.addAll(warnings.values());
        return loaded.with(all);
    }
}

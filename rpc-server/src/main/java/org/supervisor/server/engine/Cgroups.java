package org.supervisor.server.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import org.supervisor.server.process.CgroupLimits;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.Transition;

/**
 * Launches each process that has limits for itself and all that it launches into a cgroup of its own, and removes that at its end.
 * The spawner's thread does both, so the cgroup of one life is gone before that of the next is created. Loop's thread.
 */
final class Cgroups implements Aspect {
    private final Kernel kernel;
    private final Kernel.Spawner spawner;

    Cgroups(Kernel kernel, Kernel.Spawner spawner) {
        this.kernel = kernel;
        this.spawner = spawner;
    }

    @Override
    public void equip(ManagedProcess process, LaunchPlan plan) {
        process.spec()
                .aspect(CgroupLimits.class)
                .ifPresent(limits -> plan.before(
                        () -> plan.cgroup(kernel.cgroup(process.name().toString(), limits))));
    }

    @Override
    public void changed(Transition transition) {
        ManagedProcess process = transition.process();
        if (transition.from().mayHaveProcess()
                && !transition.to().mayHaveProcess()
                && process.spec().aspect(CgroupLimits.class).isPresent()) {
            String name = process.name().toString();
            spawner.execute(() -> kernel.removeCgroup(name));
        }
    }

    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(CgroupLimits.class).ifPresent(limits -> {
            Map<String, Object> shown = new LinkedHashMap<>();
            limits.values().forEach((control, value) -> shown.put(control.word(), value));
            facts.add("cgroup", shown);
        });
    }
}

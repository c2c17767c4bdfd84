package org.supervisor.server.engine;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.supervisor.server.process.ManagedProcess;
import org.supervisor.server.process.ResourceLimits;

/** Shows the limits that a process is launched with. */
final class LimitReports implements Aspect {
    @Override
    public void report(ManagedProcess process, Facts facts) {
        process.spec().aspect(ResourceLimits.class).ifPresent(spec -> {
            Map<String, Object> limits = new LinkedHashMap<>();
            spec.limits()
                    .forEach((resource, limit) ->
                            limits.put(resource.name().toLowerCase(Locale.ROOT), limit.toString()));
            facts.add("limits", limits);
        });
    }
}
